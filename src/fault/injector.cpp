#include <sm/base/misuse.hpp>
#include <sm/fault/injector.hpp>
#include <sm/value/to_string.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <mutex>

#include "fault/kinds.hpp"

namespace sm::fault {
namespace {

std::string text_of(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& caught) {
        return caught.what();
    } catch (...) {
        return "something was thrown that is no std::exception";
    }
}

template <class Map>
std::vector<std::string> keys_of(const Map& map) {
    std::vector<std::string> keys;
    keys.reserve(map.size());
    for (const auto& [key, value] : map) keys.push_back(key);
    return keys;
}

}  // namespace

class Injector::Impl {
 public:
    Impl(Cluster& cluster, InjectorOptions given)
        : options(std::move(given)),
          setting{.cluster = cluster,
                  .resolve = [this](const std::string& name) { return resolve(name); },
                  .links = {capability<CanCut>(cluster), options.networks},
                  .plugs = detail::PlugLedger(capability<CanDisconnect>(cluster))} {
        for (auto& more : {detail::network_faults(setting), detail::node_faults(setting),
                           detail::link_faults(setting), detail::hardware_faults(setting)})
            kinds.insert(more.begin(), more.end());
    }

    struct On {
        Injected injected;
        Undo undo;
    };

    Nodes resolve(const std::string& name) const {
        auto nodes = setting.cluster.nodes();
        if (std::find(nodes.begin(), nodes.end(), name) != nodes.end()) return {name};
        if (name == "all") return nodes;
        const auto question = options.questions.find(name);
        if (question == options.questions.end())
            throw Misuse(fmt::format("there is no node \"{}\"; nodes are {}; questions are all{}{}",
                                     name, fmt::join(nodes, ", "),
                                     options.questions.empty() ? "" : ", ",
                                     fmt::join(keys_of(options.questions), ", ")));
        auto answer = question->second();
        for (const auto& node : answer)
            if (std::find(nodes.begin(), nodes.end(), node) == nodes.end())
                throw Misuse(
                    fmt::format("the question \"{}\" was answered with \"{}\", which is "
                                "no node; nodes are {}",
                                name, node, fmt::join(nodes, ", ")));
        return answer;
    }

    Injected strike(const Fault& fault) {
        const auto kind = kinds.find(fault.name);
        if (kind == kinds.end()) throw unknown(fault.name);
        setting.striking = ++count;
        On fresh{{.number = count, .fault = fault}, {}};
        try {
            fresh.injected.done = kind->second(fault.arguments, fresh.undo);
        } catch (...) {
            take_back(std::move(fresh), std::current_exception());
        }
        on.push_back(std::move(fresh));
        return on.back().injected;
    }

    /// Undoes what a fault did before it failed. What cannot be undone stays on.
    [[noreturn]] void take_back(On fresh, const std::exception_ptr& error) {
        const auto left = fresh.undo.run();
        if (left.empty()) std::rethrow_exception(error);
        const auto text = fmt::format(
            "fault {} {} failed: {}; and this could not be undone: {}", fresh.injected.fault.name,
            to_string(fresh.injected.fault.arguments), text_of(error), fmt::join(left, "; "));
        on.push_back(std::move(fresh));
        throw NotHealed(text);
    }

    /// The latest first; what failed.
    template <class Doomed>
    std::vector<std::string> heal_if(const Doomed& doomed) {
        std::vector<std::string> errors;
        for (auto at = on.size(); at-- > 0;) {
            if (!doomed(on[at].injected)) continue;
            for (auto& error : on[at].undo.run())
                errors.push_back(fmt::format("{} {}: {}", on[at].injected.fault.name,
                                             to_string(on[at].injected.fault.arguments), error));
            if (on[at].undo.empty()) on.erase(on.begin() + static_cast<std::ptrdiff_t>(at));
        }
        return errors;
    }

    Misuse unknown(const std::string& name) const {
        return Misuse(fmt::format("there is no fault \"{}\"; there are {}; Injector::add adds one",
                                  name, fmt::join(keys_of(kinds), ", ")));
    }

    InjectorOptions options;
    detail::Setting setting;
    std::map<std::string, Inject> kinds;
    mutable std::mutex mutex;  // of what follows, and held while anything is done
    std::uint64_t count = 0;
    std::vector<On> on;  // in the order in which they struck
};

namespace {

void throw_unless_healed(const std::vector<std::string>& errors) {
    if (!errors.empty()) throw NotHealed(fmt::format("{}", fmt::join(errors, "; ")));
}

}  // namespace

Injector::Injector(Cluster& cluster, InjectorOptions options)
    : impl_(std::make_unique<Impl>(cluster, std::move(options))) {}

Injector::~Injector() {
    for (const auto& error : heal_all())
        std::fprintf(stderr, "sm: a fault is left in the cluster: %s\n", error.c_str());
}

Injected Injector::strike(const Fault& fault) {
    const std::lock_guard lock(impl_->mutex);
    return impl_->strike(fault);
}

void Injector::heal(const std::string& name) {
    const std::lock_guard lock(impl_->mutex);
    if (!name.empty() && !impl_->kinds.contains(name)) throw impl_->unknown(name);
    throw_unless_healed(impl_->heal_if(
        [&](const Injected& one) { return name.empty() || one.fault.name == name; }));
}

void Injector::heal(std::uint64_t number) {
    const std::lock_guard lock(impl_->mutex);
    throw_unless_healed(impl_->heal_if([&](const Injected& one) { return one.number == number; }));
}

std::vector<std::string> Injector::heal_all() noexcept {
    const std::lock_guard lock(impl_->mutex);
    return impl_->heal_if([](const Injected&) { return true; });
}

std::vector<Injected> Injector::active() const {
    const std::lock_guard lock(impl_->mutex);
    std::vector<Injected> all;
    for (const auto& one : impl_->on) all.push_back(one.injected);
    return all;
}

void Injector::add(const std::string& name, Inject inject) {
    const std::lock_guard lock(impl_->mutex);
    for (const auto& one : impl_->on)
        if (one.injected.fault.name == name)
            throw Misuse(fmt::format("fault \"{}\" is on; heal it before it is changed", name));
    impl_->kinds[name] = std::move(inject);
}

void Injector::add(const std::string& name, std::function<Tree(const Tree& arguments)> strike,
                   std::function<void(const Tree& done)> heal) {
    add(name, [name, strike = std::move(strike), heal = std::move(heal)](const Tree& arguments,
                                                                         Undo& undo) {
        const auto done = std::make_shared<Tree>();
        undo.add("heal " + name, [done, heal] { heal(*done); });
        return *done = strike(arguments);
    });
}

std::vector<std::string> Injector::names() const {
    const std::lock_guard lock(impl_->mutex);
    return keys_of(impl_->kinds);
}

}  // namespace sm::fault

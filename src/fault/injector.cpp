#include <sm/base/misuse.hpp>
#include <sm/base/nearest.hpp>
#include <sm/fault/injector.hpp>
#include <sm/history/outcome.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <exception>
#include <mutex>

#include "base/error_text.hpp"
#include "fault/setting.hpp"

namespace sm::fault {
namespace {

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
                  .delays = detail::DelayLedger(capability<CanDelay>(cluster)),
                  .plugs = detail::PlugLedger(capability<CanDisconnect>(cluster))} {
        for (const auto& kind : detail::known_faults()) kinds[kind.name] = kind;
        for (const auto& kind : options.kinds) kinds[kind.name] = kind;
    }

    struct On {
        Injected injected;
        Undo undo;
    };

    Nodes resolve(const std::string& name) const {
        auto nodes = setting.cluster.nodes();
        if (std::find(nodes.begin(), nodes.end(), name) != nodes.end()) return {name};
        if (name == "all") return nodes;
        const auto selector = options.node_selectors.find(name);
        if (selector == options.node_selectors.end())
            throw Misuse(fmt::format(
                "there is no node \"{}\"; nodes are {}; node selectors are all{}{}", name,
                fmt::join(nodes, ", "), options.node_selectors.empty() ? "" : ", ",
                fmt::join(keys_of(options.node_selectors), ", ")));
        auto answer = selector->second();
        for (const auto& node : answer)
            if (std::find(nodes.begin(), nodes.end(), node) == nodes.end())
                throw Misuse(
                    fmt::format("the node selector \"{}\" returned \"{}\", which is not a "
                                "node; nodes are {}",
                                name, node, fmt::join(nodes, ", ")));
        return answer;
    }

    FaultKind kind(const std::string& name) const {
        const std::lock_guard lock(kinds_mutex);
        const auto found = kinds.find(name);
        if (found == kinds.end()) throw unknown(name);
        return found->second;
    }

    Injected inject(const Fault& fault) {
        if (ended) throw Refused("no fault is injected any more: the cluster is torn down");
        const auto known = kind(fault.name);
        setting.owner = ++count;
        On fresh{{.number = count, .fault = known.normal(fault)}, {}};
        try {
            Injection injection(setting, fresh.undo, fresh.injected.fault);
            fresh.injected.done = known.inject(fresh.injected.fault, injection);
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
        const auto text = fmt::format("fault {} failed: {}; and this could not be undone: {}",
                                      to_string(fresh.injected.fault), detail::error_text(error),
                                      fmt::join(left, "; "));
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
                errors.push_back(fmt::format("{}: {}", to_string(on[at].injected.fault), error));
            if (on[at].undo.empty()) on.erase(on.begin() + static_cast<std::ptrdiff_t>(at));
        }
        return errors;
    }

    Misuse unknown(const std::string& name) const {
        const auto keys = keys_of(kinds);
        const std::vector<std::string_view> names(keys.begin(), keys.end());
        return Misuse(
            fmt::format("there is no fault \"{}\"{}; there are {}; Injector::add adds one", name,
                        did_you_mean(name, names), fmt::join(keys, ", ")));
    }

    InjectorOptions options;
    detail::Setting setting;
    mutable std::mutex kinds_mutex;  // of what follows, and held for a moment only
    std::map<std::string, FaultKind> kinds;
    std::atomic<bool> ended = false;
    mutable std::mutex mutex;  // of what follows, and held while anything is done
    std::uint64_t count = 0;
    std::vector<On> on;  // in the order in which they were injected
};

namespace {

void throw_unless_healed(const std::vector<std::string>& errors) {
    if (!errors.empty()) throw NotHealed(fmt::format("{}", fmt::join(errors, "; ")));
}

}  // namespace

Injector::Injector(Cluster& cluster, InjectorOptions options)
    : impl_(std::make_unique<Impl>(cluster, std::move(options))) {}

namespace {

void report_left(const std::vector<std::string>& errors) {
    for (const auto& error : errors)
        std::fprintf(stderr, "sm: a fault remains in the cluster: %s\n", error.c_str());
}

}  // namespace

Injector::~Injector() { report_left(heal_all()); }

void Injector::end() noexcept {
    impl_->ended = true;
    const std::unique_lock lock(impl_->mutex, std::try_to_lock);
    if (!lock) return;
    report_left(impl_->heal_if([](const Injected&) { return true; }));
    impl_->on.clear();
}

Injected Injector::inject(const Fault& fault) {
    const std::lock_guard lock(impl_->mutex);
    return impl_->inject(fault);
}

void Injector::heal(const std::string& name) {
    const std::lock_guard lock(impl_->mutex);
    if (!name.empty()) static_cast<void>(impl_->kind(name));
    throw_unless_healed(impl_->heal_if(
        [&](const Injected& one) { return name.empty() || one.fault.name == name; }));
}

void Injector::heal(std::uint64_t number) {
    const std::lock_guard lock(impl_->mutex);
    throw_unless_healed(impl_->heal_if([&](const Injected& one) { return one.number == number; }));
}

void Injector::heal_equal(const Fault& fault) {
    const std::lock_guard lock(impl_->mutex);
    const auto normal = impl_->kind(fault.name).normal(fault);
    throw_unless_healed(impl_->heal_if([&](const Injected& one) { return one.fault == normal; }));
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

void Injector::add(FaultKind kind) {
    const std::lock_guard lock(impl_->mutex);
    for (const auto& one : impl_->on)
        if (one.injected.fault.name == kind.name)
            throw Misuse(
                fmt::format("fault \"{}\" is active; heal it before you change it", kind.name));
    const std::lock_guard kinds_lock(impl_->kinds_mutex);
    impl_->kinds[kind.name] = std::move(kind);
}

Fault Injector::normal_form(const Fault& fault) const {
    return impl_->kind(fault.name).normal(fault);
}

Cluster& Injector::cluster() const { return impl_->setting.cluster; }

std::vector<std::string> Injector::names() const {
    const std::lock_guard lock(impl_->kinds_mutex);
    return keys_of(impl_->kinds);
}

}  // namespace sm::fault

// Groups of workers, each with a generator of its own: each_worker, reserve.

#include <sm/workload/generators.hpp>

#include "workload/soonest.hpp"

namespace sm::detail::inline workload {
namespace {

using Groups = std::shared_ptr<const std::vector<WorkerSet>>;

class Divided final : public GeneratorNode {
 public:
    Divided(std::string_view name, Groups groups, std::vector<Pointer> all)
        : name_(name), groups_(std::move(groups)), all_(std::move(all)) {}

    std::string_view name() const override { return name_; }
    Given next(const Context& context, const Pointer& self) const override {
        Parts parts(all_);
        std::vector<Candidate> candidates;
        candidates.reserve(all_.size());
        for (std::size_t i = 0; i < all_.size(); ++i) {
            const WorkerSet& group = (*groups_)[i];
            if (all_[i] == nullptr || (group & context.free).empty()) continue;
            candidates.push_back({i, group.size()});
        }
        Given given = soonest(parts, std::move(candidates), context, [&](std::size_t i) {
            return ask(parts[i], context.among((*groups_)[i]));
        });
        given.then = with(parts, self);
        return given;
    }
    Pointer after(const Context& context, const Event& event, const Pointer& self) const override {
        Parts parts(all_);
        for (std::size_t i = 0; i < all_.size(); ++i) {
            const WorkerSet& group = (*groups_)[i];
            if (all_[i] == nullptr || !group.contains(event.worker)) continue;
            parts.set(i, tell(all_[i], context.among(group), event));
        }
        return with(parts, self);
    }
    std::string waits(const Context& context) const override {
        std::vector<Context> contexts;
        for (const WorkerSet& group : *groups_) contexts.push_back(context.among(group));
        return waits_of_all(name(), all_, contexts);
    }

 private:
    Pointer with(Parts& parts, const Pointer& self) const {
        if (!parts.changed()) return self;
        return parts.all_over() ? nullptr : make<Divided>(name_, groups_, parts.take());
    }

    std::string_view name_;
    Groups groups_;
    std::vector<Pointer> all_;
};

/// Who there is, is known when it is asked first.
class EachWorker final : public GeneratorNode {
 public:
    explicit EachWorker(Pointer part) : part_(std::move(part)) {}

    std::string_view name() const override { return "each_worker"; }
    Given next(const Context& context, const Pointer&) const override {
        auto groups = std::make_shared<std::vector<WorkerSet>>();
        for (const Worker worker : context.all) groups->push_back({worker});
        std::vector<Pointer> all(groups->size(), part_);
        const auto divided = make<Divided>(name(), std::move(groups), std::move(all));
        return divided->next(context, divided);
    }

 private:
    Pointer part_;
};

class Reserve final : public GeneratorNode {
 public:
    Reserve(std::vector<Reserved> reserved, Generator rest)
        : reserved_(std::move(reserved)), rest_(std::move(rest)) {}

    std::string_view name() const override { return "reserve"; }
    Given next(const Context& context, const Pointer&) const override {
        auto groups = std::make_shared<std::vector<WorkerSet>>();
        std::vector<Pointer> all;
        auto left = context.all;
        for (const Reserved& one : reserved_) {
            groups->push_back(take_clients(left, one.clients, context));
            all.push_back(one.generator.node());
        }
        if (left.empty() && rest_.node() != nullptr) nobody_left(context);
        groups->push_back(left);
        all.push_back(rest_.node());
        const auto divided = make<Divided>(name(), std::move(groups), std::move(all));
        return divided->next(context, divided);
    }

 private:
    WorkerSet take_clients(WorkerSet& left, int n, const Context& context) const {
        WorkerSet taken;
        for (const Worker worker : left - WorkerSet::nemesis()) {
            if (n == 0) break;
            taken.insert(worker);
            --n;
        }
        if (n > 0) too_few(context);
        left -= taken;
        return taken;
    }
    [[noreturn]] void too_few(const Context& context) const {
        std::int64_t wanted = 0;
        for (const Reserved& one : reserved_) wanted += one.clients;
        throw Misuse("reserve: " + std::to_string(wanted) +
                     " clients are reserved, but here there is " + to_string(context.all) +
                     ". Reserve fewer, or run it with more clients.");
    }
    [[noreturn]] static void nobody_left(const Context& context) {
        throw Misuse("reserve: nobody is left for the rest: all of " + to_string(context.all) +
                     " are reserved. Reserve fewer, or leave out the rest.");
    }

    std::vector<Reserved> reserved_;
    Generator rest_;
};

}  // namespace
}  // namespace sm::detail::inline workload

namespace sm::gen {

Generator each_worker(const Generator& generator) {
    return detail::generator_of<detail::EachWorker>(generator.node());
}

Generator reserve(std::vector<Reserved> reserved, Generator rest) {
    for (const Reserved& one : reserved) {
        detail::expect_some("reserve", "the number of clients", one.clients);
    }
    return detail::generator_of<detail::Reserve>(std::move(reserved), std::move(rest));
}

}  // namespace sm::gen

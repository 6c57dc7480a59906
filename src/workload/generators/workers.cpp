// Some workers see a generator, others do not: on_workers, clients, nemesis.

#include <sm/workload/generators.hpp>

#include "workload/node.hpp"

namespace sm::detail::inline workload {
namespace {

class OnWorkers final : public GeneratorNode {
 public:
    OnWorkers(std::string_view name, WorkerSet workers, Pointer part)
        : name_(name), workers_(workers), part_(std::move(part)) {}

    std::string_view name() const override { return name_; }
    Given next(const Context& context, const Pointer& self) const override {
        const auto seen = context.among(workers_);
        if (seen.all.empty()) nobody_here(context);
        Given given = ask(part_, seen);
        given.then = with(std::move(given.then), self);
        return given;
    }
    Pointer after(const Context& context, const Event& event, const Pointer& self) const override {
        if (!workers_.contains(event.worker)) return self;
        return with(tell(part_, context.among(workers_), event), self);
    }
    std::string waits(const Context& context) const override {
        return waits_within(name(), part_, context.among(workers_));
    }

 private:
    Pointer with(Pointer part, const Pointer& self) const {
        if (part == nullptr) return nullptr;
        return part == part_ ? self : make<OnWorkers>(name_, workers_, std::move(part));
    }
    [[noreturn]] void nobody_here(const Context& context) const {
        throw Misuse(std::string(name_) + ": it is for " +
                     (name_ == "clients" ? "clients" : to_string(workers_)) +
                     ", but here there is " + to_string(context.all) +
                     ". Let it see workers of its own, or run it with more.");
    }

    std::string_view name_;
    WorkerSet workers_;
    Pointer part_;
};

/// Of whom it is true is asked when it is known who there is.
class OnWorkersOfWhom final : public GeneratorNode {
 public:
    using Holds = std::function<bool(Worker)>;
    OnWorkersOfWhom(Holds holds, Pointer part) : holds_(std::move(holds)), part_(std::move(part)) {}

    std::string_view name() const override { return "on_workers"; }
    Given next(const Context& context, const Pointer&) const override {
        WorkerSet workers;
        for (const Worker worker : context.all) {
            if (holds_(worker)) workers.insert(worker);
        }
        if (workers.empty()) {
            throw Misuse("on_workers: its condition holds of none of those who are here: " +
                         to_string(context.all));
        }
        const auto known = make<OnWorkers>(name(), workers, part_);
        return known->next(context, known);
    }

 private:
    Holds holds_;
    Pointer part_;
};

}  // namespace

Generator on_workers_of_whom(std::function<bool(Worker)> holds, const Generator& generator) {
    return generator_of<OnWorkersOfWhom>(std::move(holds), generator.node());
}

}  // namespace sm::detail::inline workload

namespace sm::gen {

Generator on_workers(WorkerSet workers, const Generator& generator) {
    return detail::generator_of<detail::OnWorkers>("on_workers", workers, generator.node());
}

Generator clients(const Generator& generator) {
    return detail::generator_of<detail::OnWorkers>("clients", WorkerSet::clients(most_clients),
                                                   generator.node());
}

Generator nemesis(const Generator& generator) {
    return detail::generator_of<detail::OnWorkers>("nemesis", WorkerSet::nemesis(),
                                                   generator.node());
}

}  // namespace sm::gen

// What ends by what has become of its acts: until_ok, process_limit.

#include <sm/workload/generators.hpp>

#include "workload/node.hpp"

namespace sm::detail::inline workload {
namespace {

/// Saying and sleeping always go well, and say nothing of the system.
bool shows_success(const Act& act) { return doer_of(act) != Doer::anyone; }

class UntilOk final : public GeneratorNode {
 public:
    UntilOk(WorkerSet active, Pointer part) : active_(active), part_(std::move(part)) {}

    std::string_view name() const override { return "until_ok"; }
    Given next(const Context& context, const Pointer& self) const override {
        Given given = ask(part_, context);
        WorkerSet active = active_;
        if (given.next.is_act() && shows_success(given.next.act)) active.insert(given.next.worker);
        given.then = with(active, std::move(given.then), self);
        return given;
    }
    Pointer after(const Context& context, const Event& event, const Pointer& self) const override {
        const bool is_end = event.kind != Event::Kind::began && active_.contains(event.worker);
        if (is_end && event.kind == Event::Kind::answered) return nullptr;
        WorkerSet active = active_;
        if (is_end) active.erase(event.worker);
        return with(active, tell(part_, context, event), self);
    }
    std::string waits(const Context& context) const override {
        return waits_within(name(), part_, context);
    }

 private:
    Pointer with(const WorkerSet& active, Pointer part, const Pointer& self) const {
        if (part == nullptr) return nullptr;
        return part == part_ && active == active_ ? self : make<UntilOk>(active, std::move(part));
    }

    WorkerSet active_;
    Pointer part_;
};

class ProcessLimit final : public GeneratorNode {
 public:
    ProcessLimit(std::int64_t left, WorkerSet known, Pointer part)
        : left_(left), known_(known), part_(std::move(part)) {}

    std::string_view name() const override { return "process_limit"; }
    Given next(const Context& context, const Pointer& self) const override {
        Given given = ask(part_, context);
        WorkerSet known = known_;
        if (given.next.is_act() && is_new(given.next.worker)) {
            if (left_ == 0) return over();
            known.insert(given.next.worker);
            given.then = with(left_ - 1, known, std::move(given.then), self);
        } else {
            given.then = with(left_, known, std::move(given.then), self);
        }
        return given;
    }
    Pointer after(const Context& context, const Event& event, const Pointer& self) const override {
        WorkerSet known = known_;
        if (event.kind == Event::Kind::unknown) known.erase(event.worker);
        return with(left_, known, tell(part_, context, event), self);
    }
    std::string waits(const Context& context) const override {
        return waits_within(name(), part_, context);
    }

 private:
    bool is_new(Worker worker) const {
        return worker != nemesis_worker && !known_.contains(worker);
    }
    Pointer with(std::int64_t left, const WorkerSet& known, Pointer part,
                 const Pointer& self) const {
        if (part == nullptr) return nullptr;
        if (part == part_ && left == left_ && known == known_) return self;
        return make<ProcessLimit>(left, known, std::move(part));
    }

    std::int64_t left_;
    WorkerSet known_;
    Pointer part_;
};

}  // namespace
}  // namespace sm::detail::inline workload

namespace sm::gen {

Generator until_ok(const Generator& generator) {
    return detail::generator_of<detail::UntilOk>(WorkerSet{}, generator.node());
}

Generator process_limit(std::int64_t n, const Generator& generator) {
    if (n == 0) return {};
    detail::expect_some("process_limit", "the number of processes", n);
    return detail::generator_of<detail::ProcessLimit>(n, WorkerSet{}, generator.node());
}

}  // namespace sm::gen

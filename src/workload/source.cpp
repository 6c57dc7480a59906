#include "workload/source.hpp"

#include <algorithm>

namespace sm::detail::inline workload {

Given Generating::next(const Context& context) {
    auto [next, then] = generator_.next(context);
    generator_ = std::move(then);
    expect_progress(generator_, context, next);
    return {std::move(next)};
}

void Generating::hear(const Context& context, const Event& event) {
    generator_ = generator_.after(context, event);
}

Replaying::Replaying(const AnyTimedProgram& program) : program_(program) {}

Given Replaying::next(const Context& context) {
    if (left_ == 0) {
        if (context.free != context.all) return {Next{Next::Kind::pending}};
        if (place_ == program_.steps.size()) return {};
        begin_phase(context.now);
    }
    Next pending{Next::Kind::pending};
    WorkerRun* first = nullptr;
    for (auto& [worker, worker_run] : worker_runs_) {
        if (worker_run.next == worker_run.steps.size() || !context.free.contains(worker)) continue;
        const Duration due = began_ + worker_run.step().when.at;
        if (due > context.now) {
            pending.at = std::min(pending.at, due);
        } else if (first == nullptr || &worker_run.step() < &first->step()) {
            first = &worker_run;
        }
    }
    if (first == nullptr) return {std::move(pending)};
    const AnyTimedStep& step = first->step();
    ++first->next;
    --left_;
    return {{Next::Kind::act, act_of_step(step), context.now, step.when.worker}, &step};
}

void Replaying::begin_phase(Duration now) {
    began_ = now;
    worker_runs_.clear();
    const auto phase = program_.steps[place_].when.phase;
    for (; place_ < program_.steps.size() && program_.steps[place_].when.phase == phase; ++place_) {
        worker_runs_[program_.steps[place_].when.worker].steps.push_back(&program_.steps[place_]);
        ++left_;
    }
}

Act act_of_step(const AnyTimedStep& step) {
    if (const Fault* fault = step.fault()) return Inject{*fault};
    if (step.healing() != nullptr) return Heal{};
    return Issue{step.command()->command};
}

}  // namespace sm::detail::inline workload

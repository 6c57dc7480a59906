#include "schedule/strategies.hpp"

#include <algorithm>

namespace sm::detail::inline schedule {

// -- random

bool RandomStrategy::begin() {
    if (run_ == how_.schedules) return false;
    random_ = Random(seed_.child(run_++));
    return true;
}

int RandomStrategy::choose(const Decision& decision) {
    auto left = random_.below(static_cast<std::uint64_t>(std::popcount(decision.possible)));
    TaskSet tasks = decision.possible;
    for (; left > 0; --left) tasks &= tasks - 1;
    return first_of(tasks);
}

// -- by priority

/// The priorities below those that tasks begin with are for the changes, each its own.
bool PriorityStrategy::begin() {
    if (run_ == how_.schedules) return false;
    Random random(seed_.child(run_++));
    const auto first = static_cast<std::int64_t>(how_.depth);
    for (std::size_t task = 0; task < most_tasks; ++task)
        priorities_[task] = first + static_cast<std::int64_t>(task);
    for (std::size_t task = most_tasks; task-- > 1;)
        std::swap(priorities_[task], priorities_[random.below(task + 1)]);
    changes_.clear();
    for (std::int64_t priority = 1; priority < first && most_decisions_ > 1; ++priority)
        changes_.emplace(1 + random.below(most_decisions_ - 1), priority);
    lowest_ = 0;
    return true;
}

int PriorityStrategy::choose(const Decision& decision) {
    most_decisions_ = std::max(most_decisions_, decision.number + 1);
    const auto priority = [&](int task) -> auto& {
        return priorities_[static_cast<std::size_t>(task)];
    };
    const auto [change, last] = changes_.equal_range(decision.number);
    for (auto one = change; one != last; ++one) priority(decision.current) = one->second;
    if (decision.spins) priority(decision.current) = --lowest_;
    int highest = first_of(decision.possible);
    for_each_task(decision.possible, [&](int task) {
        if (priority(task) > priority(highest)) highest = task;
    });
    return highest;
}

// -- exhaustive

ExhaustiveStrategy::ExhaustiveStrategy(const AllSchedules& how) : how_(how), now_{Plan{}} {}

bool ExhaustiveStrategy::begin() {
    if (now_.empty()) {
        now_.swap(later_);
        std::reverse(now_.begin(), now_.end());  // the last is taken first
        ++preemptions_;
    }
    if (tried_ == how_.schedules || now_.empty()) return false;
    ++tried_;
    plan_ = std::move(now_.back());
    now_.pop_back();
    next_ = 0;
    return true;
}

/// As planned; behind the last that is planned everything else is planned for later runs.
int ExhaustiveStrategy::choose(const Decision& decision) {
    if (next_ < plan_.size()) {
        if (plan_[next_].first != decision.number) return decision.usual();
        const int planned = plan_[next_++].second;
        return (decision.possible & set_of(planned)) != 0 ? planned : decision.usual();
    }
    const bool preempts = decision.current_can();
    if (preempts && preemptions_ == how_.preemptions) return decision.usual();
    for_each_task(decision.possible & ~set_of(decision.usual()), [&](int task) {
        if (preempts && later_.size() + tried_ >= how_.schedules) {
            dropped_ = true;
            return;
        }
        auto& other = (preempts ? later_ : now_).emplace_back(plan_);
        other.emplace_back(decision.number, task);
    });
    return decision.usual();
}

// -- replay

ReplayStrategy::ReplayStrategy(const Schedule& schedule) {
    for (const Switch& one : schedule.switches) to_[{one.call, one.point}] = one.to;
}

int ReplayStrategy::choose(const Decision& decision) {
    const auto found = to_.find({decision.call, decision.point});
    if (found == to_.end()) return decision.usual();
    int chosen = decision.usual();
    for_each_task(decision.possible, [&](int task) {
        if ((*decision.calls)[static_cast<std::size_t>(task)] == found->second) chosen = task;
    });
    return chosen;
}

std::unique_ptr<Strategy> strategy_for(const Interleavings& how, Seed seed) {
    struct Making {
        Seed seed;
        std::unique_ptr<Strategy> operator()(const Threads&) const { return nullptr; }
        std::unique_ptr<Strategy> operator()(const RandomSchedules& one) const {
            return std::make_unique<RandomStrategy>(one, seed);
        }
        std::unique_ptr<Strategy> operator()(const PrioritySchedules& one) const {
            return std::make_unique<PriorityStrategy>(one, seed);
        }
        std::unique_ptr<Strategy> operator()(const AllSchedules& one) const {
            return std::make_unique<ExhaustiveStrategy>(one);
        }
    };
    return std::visit(Making{seed}, how);
}

}  // namespace sm::detail::inline schedule

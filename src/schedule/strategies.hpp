#pragma once
/// The strategies that there are.

#include <sm/base/random.hpp>
#include <sm/schedule/interleavings.hpp>
#include <sm/schedule/schedule.hpp>

#include <array>
#include <map>
#include <memory>
#include <utility>

#include "schedule/strategy.hpp"

namespace sm::detail::inline schedule {

/// Each run another child of the seed; nothing is remembered from one to the next.
class RandomStrategy final : public Strategy {
 public:
    RandomStrategy(const RandomSchedules& how, Seed seed) : how_(how), seed_(seed) {}
    bool begin() override;
    int choose(const Decision& decision) override;

 private:
    RandomSchedules how_;
    Seed seed_;
    std::uint64_t run_ = 0;
    Random random_{0};
};

/// PCT. How many decisions a run has is learned from those before; the first run has no changes of
/// priority.
class PriorityStrategy final : public Strategy {
 public:
    PriorityStrategy(const PrioritySchedules& how, Seed seed) : how_(how), seed_(seed) {}
    bool begin() override;
    int choose(const Decision& decision) override;

 private:
    PrioritySchedules how_;
    Seed seed_;
    std::uint64_t run_ = 0;
    std::uint64_t most_decisions_ = 0;
    std::array<std::int64_t, most_tasks> priorities_{};
    std::multimap<std::uint64_t, std::int64_t> changes_;  // at which decision, to what
    std::int64_t lowest_ = 0;                             // that any task has by spinning
};

/// Every schedule once, by the number of its preemptions; among those with as many, depth first.
class ExhaustiveStrategy final : public Strategy {
 public:
    explicit ExhaustiveStrategy(const AllSchedules& how);
    bool begin() override;
    int choose(const Decision& decision) override;

    /// Whether all within the bound have been tried.
    bool complete() const { return now_.empty() && later_.empty() && !dropped_; }

 private:
    /// What is not usual in a run: the number of the decision, and who goes on.
    using Plan = std::vector<std::pair<std::uint64_t, int>>;

    AllSchedules how_;
    std::uint64_t tried_ = 0;
    std::uint64_t preemptions_ = 0;  // of those in now_
    std::vector<Plan> now_;
    std::vector<Plan> later_;  // with one preemption more
    bool dropped_ = false;     // some that will not be tried, as others are enough
    Plan plan_;
    std::size_t next_ = 0;
};

/// The one schedule, as far as its places are found.
class ReplayStrategy final : public Strategy {
 public:
    explicit ReplayStrategy(const Schedule& schedule);
    bool begin() override { return !std::exchange(begun_, true); }
    int choose(const Decision& decision) override;

 private:
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint64_t> to_;  // by call and point
    bool begun_ = false;
};

/// Null for threads.
std::unique_ptr<Strategy> strategy_for(const Interleavings& how, Seed seed);

}  // namespace sm::detail::inline schedule

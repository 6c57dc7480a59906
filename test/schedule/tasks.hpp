#pragma once
/// Tasks run under a controlled scheduler, for tests.

#include <sm/schedule/yield.hpp>

#include <functional>
#include <string>
#include <vector>

#include "schedule/interleaver.hpp"
#include "schedule/strategies.hpp"

namespace tasks {

using Tasks = std::vector<std::function<void()>>;

/// Runs what `make` makes once; passes on what a task throws first.
inline sm::detail::Interleaving run(sm::detail::Strategy& strategy, Tasks tasks) {
    sm::detail::Interleaver interleaver(strategy);
    interleaver.run(std::move(tasks));
    return interleaver.take_interleaving();
}

/// The same where each is a call, 1 and so on, of a program.
inline sm::detail::Interleaving run_calls(sm::detail::Strategy& strategy, const Tasks& tasks) {
    sm::detail::Interleaver interleaver(strategy);
    Tasks calls;
    for (std::size_t index = 0; index < tasks.size(); ++index) {
        calls.push_back([&interleaver, &tasks, index] {
            interleaver.comes_to(index + 1);
            tasks[index]();
        });
    }
    interleaver.run(std::move(calls));
    return interleaver.take_interleaving();
}

/// Runs fresh tasks by each schedule that the strategy has; how many those were.
inline int run_all(
    sm::detail::Strategy& strategy, const std::function<Tasks()>& make,
    const std::function<void()>& after = [] {}) {
    int runs = 0;
    for (; strategy.begin(); ++runs) {
        run(strategy, make());
        after();
    }
    return runs;
}

/// All schedules, however many.
inline sm::detail::ExhaustiveStrategy all(std::uint64_t preemptions = 1'000'000) {
    return sm::detail::ExhaustiveStrategy({preemptions, 1'000'000});
}

/// A task of so many points, which notes its letter behind each.
inline std::function<void()> straight(int points, char letter, std::string& seen) {
    return [=, &seen] {
        for (int point = 0; point < points; ++point) {
            sm::yield();
            seen += letter;
        }
    };
}

}  // namespace tasks

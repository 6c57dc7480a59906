#pragma once
/// Which interleavings of a program's workers to try.

#include <cstdint>
#include <string>
#include <variant>

namespace sm {

/// Workers are threads, which interleave as the machine has it. One run of each program.
struct Threads {
    friend bool operator==(const Threads&, const Threads&) = default;
};

/// At each point one of the workers that can continue is drawn.
struct RandomSchedules {
    std::uint64_t schedules = 100;  ///< to try of each program

    friend bool operator==(const RandomSchedules&, const RandomSchedules&) = default;
};

/// Workers have random priorities, and the first that can continue does; at depth - 1 random
/// points the running worker gets the lowest priority. This is PCT, by Burckhardt, Kothari,
/// Musuvathi and Nagarakatte (ASPLOS 2010): with n workers and k points, one schedule shows a given
/// bug of that depth (one that needs as many orderings of two points) with a probability of at
/// least 1 / (n * k^(depth - 1)), however rare it is otherwise.
struct PrioritySchedules {
    std::uint64_t depth = 3;
    std::uint64_t schedules = 100;  ///< to try of each program

    friend bool operator==(const PrioritySchedules&, const PrioritySchedules&) = default;
};

/// All of them, those with the fewest preemptions first; a preemption is a switch away from a
/// worker that could have continued. This is iterative context bounding, by Musuvathi and Qadeer
/// (PLDI 2007): most bugs need one or two.
struct AllSchedules {
    std::uint64_t preemptions = 2;   ///< in one schedule, at most
    std::uint64_t schedules = 1000;  ///< to try of each program, at most

    friend bool operator==(const AllSchedules&, const AllSchedules&) = default;
};

/// Other than with `Threads`, workers take turns at the points that sm::mutex, sm::atomic,
/// sm::condition_variable and sm::yield are to them.
using Interleavings = std::variant<Threads, RandomSchedules, PrioritySchedules, AllSchedules>;

}  // namespace sm

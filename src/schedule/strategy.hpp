#pragma once
/// Who decides, run after run, which of several tasks goes on.

#include <sm/schedule/detail/control.hpp>

#include <bit>
#include <cstdint>
#include <vector>

namespace sm::detail::inline schedule {

inline constexpr int no_task = -1;

inline TaskSet set_of(int task) { return TaskSet{1} << task; }
inline int first_of(TaskSet tasks) { return std::countr_zero(tasks); }
/// Calls `visit(task)` for each, the first first.
template <class Visit>
void for_each_task(TaskSet tasks, Visit visit) {
    for (; tasks != 0; tasks &= tasks - 1) visit(first_of(tasks));
}

/// A task has come to a point, or cannot go on, or has ended.
struct Decision {
    std::uint64_t number = 0;  ///< of this run's decisions, from 0 on
    TaskSet possible = 0;      ///< those that may go on
    int current = no_task;     ///< which came here; none at the beginning
    bool spins = false;       ///< it could go on, but has done so alone for so long that it may not
    std::uint64_t call = 0;   ///< which it is in
    std::uint64_t point = 0;  ///< of that call
    const std::vector<std::uint64_t>* calls =
        nullptr;  ///< of each task, which it is in or comes to

    bool current_can() const { return current != no_task && (possible & set_of(current)) != 0; }
    /// Who goes on where nothing else is wanted: the same, or the next in turn.
    int usual() const {
        if (current_can()) return current;
        const TaskSet behind =
            current == no_task ? possible : possible & ~((set_of(current) << 1) - 1);
        return first_of(behind != 0 ? behind : possible);
    }
};

/// Schedules to try of one program.
class Strategy {
 public:
    virtual ~Strategy() = default;

    /// Before each run. False if there is none left to try.
    virtual bool begin() = 0;
    /// One of those that are possible.
    virtual int choose(const Decision& decision) = 0;
};

}  // namespace sm::detail::inline schedule

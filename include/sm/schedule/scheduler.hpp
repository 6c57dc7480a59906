#pragma once
/// The interface that decides which of several tasks runs next, and what time it is for them.

#include <sm/base/clock.hpp>

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <vector>

namespace sm {

/// Deadlock: no task can continue, and no pending event would wake one.
struct Stuck : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Thrown where a task waits that has to end early. Code that catches everything should rethrow it.
struct Cancelled {};

/// Runs tasks on one thread and switches between them where they wait, so that its
/// owner decides every interleaving. A task is ordinary code.
class Scheduler {
 public:
    virtual ~Scheduler() = default;

    /// Runs the tasks to their end, side by side. A task that throws ends alone; when all have
    /// ended, the first exception is rethrown. Not to be called from a task.
    virtual void run(std::vector<std::function<void()>> tasks) = 0;

    /// The time of the tasks: while one waits the others go on.
    virtual Clock& clock() = 0;

    /// Runs `body` in the task that calls this; one that takes longer than `limit` is ended by an
    /// exception from where it waits. Whether it came to its end in time; what it throws in time is
    /// passed on.
    virtual bool within(Duration limit, const std::function<void()>& body) = 0;

    /// The task that calls this waits until another one wakes this place, or `limit` has passed. It
    /// continues at the end of that instant, after all other events of it. A scheduler need not
    /// have it: throws Misuse then.
    virtual void wait_on(const void* place, Duration limit);
    /// The tasks that wait on this place continue.
    virtual void wake(const void* place);

    /// The task that calls this comes to its next call, which has this number in the program;
    /// another task may go on first. False if the run is over: no task can do anything any more.
    virtual bool comes_to([[maybe_unused]] std::uint64_t call) { return true; }
};

}  // namespace sm

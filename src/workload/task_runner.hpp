#pragma once
/// Where the tasks of a run go on beside whoever directs it: on threads in real time, or in the
/// time of a scheduler.

#include <sm/base/clock.hpp>
#include <sm/schedule/scheduler.hpp>
#include <sm/workload/workers.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "run/execution.hpp"

namespace sm::detail::inline workload {

/// The limit on what a task does in the system.
class TimeLimit {
 public:
    /// Whether `body` came to its end in time. If not, the task must end at once, and touch nothing
    /// that others may see.
    virtual bool within(const std::function<void()>& body) = 0;

 protected:
    ~TimeLimit() = default;
};

/// A task that has ended, or that nobody waits for any longer.
struct EndedTask {
    enum class How : std::uint8_t {
        in_time,
        cut_off,    ///< its limit had passed: it was ended where it waited
        abandoned,  ///< likewise, but it goes on, and may come back at any time
    };
    Worker worker = first_client;
    How how = How::in_time;
};

/// All but `run` is for the director only.
class TaskRunner {
 public:
    using Task = std::function<void(TimeLimit&)>;

    virtual ~TaskRunner() = default;

    /// Runs `director` to its end, by when all tasks must have ended.
    virtual void run(const std::function<void()>& director) = 0;

    virtual Timestamp now() const = 0;
    /// For tasks; may outlive this.
    virtual std::shared_ptr<Timestamps> timestamps() const = 0;

    /// Begins a task of a worker's, who has none.
    virtual void start(Worker worker, Task task) = 0;
    virtual bool is_idle() const = 0;
    /// Waits until tasks have ended, or for `most`, or less; those that have, as they did.
    virtual std::vector<EndedTask> wait(Duration most) = 0;
    /// Runs `body`; false if it was ended where it waited, when so much time had passed.
    virtual bool within(Duration limit, const std::function<void()>& body) = 0;
};

/// On threads; what takes longer than `limit` is abandoned with its thread.
std::unique_ptr<TaskRunner> on_threads(Duration limit);

/// As tasks of the scheduler, one for each of the workers. What it is to do takes a worker a
/// microsecond at least: what follows on its end then comes after it in time, also when the run is
/// recorded and replayed.
std::unique_ptr<TaskRunner> on_scheduler(Scheduler& scheduler, Duration limit,
                                         const WorkerSet& workers);

}  // namespace sm::detail::inline workload

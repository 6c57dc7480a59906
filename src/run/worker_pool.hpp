#pragma once
/// Worker threads that a stuck call cannot take along: a worker whose call outlasts its limit is
/// abandoned, and another takes its place.

#include <sm/base/clock.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "run/running_call.hpp"

namespace sm::detail::inline run {

/// How many threads of this process are abandoned in calls that have not returned since.
std::size_t abandoned_workers();

/// A set of threads kept between runs.
class WorkerPool {
 public:
    using Job = std::function<void(RunningCall&)>;

    /// A job that ended: whether its worker was abandoned in a call.
    struct Ended {
        std::size_t job;
        bool abandoned;
    };

    /// What is done each time a job ends; it may start more jobs.
    using OnEnd = std::function<void(const Ended&)>;

    WorkerPool();
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// Starts a job on a worker of its own, under the next number from 0 on since the last `wait`.
    /// Throws Misuse if too many workers have been abandoned in this process.
    std::size_t start(Job job);

    /// Waits until every job has ended, calling `on_end` for each on this thread; a worker whose
    /// call runs for longer than `limit` is abandoned. Calls `on_look` several times a second.
    void wait(Duration limit, const OnEnd& on_end, const std::function<void()>& on_look);

    /// Waits until a job ends, or for `most`; otherwise as `wait`, but that jobs are numbered on.
    void tend(Duration most, Duration limit, const OnEnd& on_end);

    bool is_idle() const { return busy_.empty(); }

 private:
    struct Worker;
    struct Bell;

    void look(Duration limit, const OnEnd& on_end);

    std::shared_ptr<Bell> bell_;
    std::size_t ends_seen_ = 0;
    std::vector<std::unique_ptr<Worker>> idle_;
    std::vector<std::unique_ptr<Worker>> busy_;
    std::size_t next_job_ = 0;
};

}  // namespace sm::detail::inline run

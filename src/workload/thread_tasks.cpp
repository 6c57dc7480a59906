#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <utility>

#include "run/worker_pool.hpp"
#include "workload/task_runner.hpp"

namespace sm::detail::inline workload {
namespace {

class CallLimit final : public TimeLimit {
 public:
    explicit CallLimit(RunningCall& running) : running_(running) {}

    bool within(const std::function<void()>& body) override {
        running_.begin();
        body();
        return running_.end();
    }

 private:
    RunningCall& running_;
};

class ThreadTasks final : public TaskRunner {
 public:
    explicit ThreadTasks(Duration limit)
        : limit_(limit), timestamps_(std::make_shared<SteadyTimestamps>()) {}

    void run(const std::function<void()>& director) override { director(); }

    Timestamp now() const override { return steady_now(); }
    std::shared_ptr<Timestamps> timestamps() const override { return timestamps_; }

    void start(Worker worker, Task task) override {
        const auto job = pool_.start([task = std::move(task)](RunningCall& running) {
            CallLimit limit(running);
            task(limit);
        });
        workers_.emplace(job, worker);
    }
    bool is_idle() const override { return pool_.is_idle(); }

    std::vector<EndedTask> wait(Duration most) override {
        constexpr Duration longest = std::chrono::milliseconds{100};
        std::vector<EndedTask> ended;
        pool_.tend(std::clamp(most, Duration{}, longest), limit_,
                   [&](const WorkerPool::Ended& job) {
                       const auto how =
                           job.abandoned ? EndedTask::How::abandoned : EndedTask::How::in_time;
                       ended.push_back({workers_.extract(job.job).mapped(), how});
                   });
        return ended;
    }

    /// Nobody can end it.
    bool within(Duration, const std::function<void()>& body) override {
        body();
        return true;
    }

 private:
    Duration limit_;
    std::shared_ptr<Timestamps> timestamps_;
    WorkerPool pool_;
    std::map<std::size_t, Worker> workers_;  ///< by job
};

}  // namespace

std::unique_ptr<TaskRunner> on_threads(Duration limit) {
    return std::make_unique<ThreadTasks>(limit);
}

}  // namespace sm::detail::inline workload

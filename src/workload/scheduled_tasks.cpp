#include <chrono>
#include <cstddef>
#include <map>
#include <utility>

#include "run/scheduled_run.hpp"
#include "workload/task_runner.hpp"

namespace sm::detail::inline workload {
namespace {

constexpr Duration shortest = std::chrono::microseconds{1};

/// The scheduler's own tasks are the director and the workers, who wait for something to do: none
/// begins later, so that a scheduler need not be able to begin one.
class ScheduledTasks final : public TaskRunner {
 public:
    ScheduledTasks(Scheduler& scheduler, Duration limit, const WorkerSet& workers)
        : scheduler_(scheduler),
          limit_(limit),
          timestamps_(std::make_shared<TaskTimestamps>(scheduler.clock())) {
        for (const Worker worker : workers) tasks_[worker] = nullptr;
    }

    void run(const std::function<void()>& director) override {
        std::vector<std::function<void()>> all{[&] {
            director();
            over_ = true;
            for (auto& [worker, task] : tasks_) scheduler_.wake(&task);
        }};
        for (auto& [worker, task] : tasks_)
            all.emplace_back([this, worker = worker, &task] { serve(worker, task); });
        scheduler_.run(std::move(all));
    }

    Timestamp now() const override { return scheduler_.clock().now().count(); }
    std::shared_ptr<Timestamps> timestamps() const override { return timestamps_; }

    void start(Worker worker, Task task) override {
        Task& place = tasks_.at(worker);
        place = std::move(task);
        ++busy_;
        scheduler_.wake(&place);
    }
    bool is_idle() const override { return busy_ == 0; }

    std::vector<EndedTask> wait(Duration most) override {
        if (ended_.empty()) scheduler_.wait_on(this, most);
        busy_ -= ended_.size();
        return std::exchange(ended_, {});
    }

    bool within(Duration limit, const std::function<void()>& body) override {
        return scheduler_.within(limit, body);
    }

 private:
    class SchedulerLimit final : public TimeLimit {
     public:
        SchedulerLimit(Scheduler& scheduler, Duration limit)
            : scheduler_(scheduler), limit_(limit) {}

        bool within(const std::function<void()>& body) override {
            const bool in_time = scheduler_.within(limit_, body);
            if (!in_time) how = EndedTask::How::cut_off;
            return in_time;
        }

        EndedTask::How how = EndedTask::How::in_time;

     private:
        Scheduler& scheduler_;
        Duration limit_;
    };

    void serve(Worker worker, Task& task) {
        for (;;) {
            while (!task && !over_) scheduler_.wait_on(&task, Duration::max());
            if (!task) return;
            Clock& clock = scheduler_.clock();
            const Duration began = clock.now();
            SchedulerLimit limit(scheduler_, limit_);
            task(limit);
            if (clock.now() == began) clock.wait(shortest);
            task = nullptr;
            ended_.push_back({worker, limit.how});
            scheduler_.wake(this);
        }
    }

    Scheduler& scheduler_;
    Duration limit_;
    std::shared_ptr<Timestamps> timestamps_;
    std::map<Worker, Task> tasks_;  ///< what each worker does; empty: nothing
    std::vector<EndedTask> ended_;
    std::size_t busy_ = 0;  ///< workers of whom it is not known that they have ended
    bool over_ = false;
};

}  // namespace

std::unique_ptr<TaskRunner> on_scheduler(Scheduler& scheduler, Duration limit,
                                         const WorkerSet& workers) {
    return std::make_unique<ScheduledTasks>(scheduler, limit, workers);
}

}  // namespace sm::detail::inline workload

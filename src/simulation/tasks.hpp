#pragma once
/// The scheduler of a simulation: its tasks wait in virtual time.

#include <sm/schedule/scheduler.hpp>

#include <map>
#include <memory>
#include <vector>

#include "simulation/loop.hpp"

namespace sm::detail::inline simulation {

class Tasks final : public Scheduler {
 public:
    explicit Tasks(Loop& loop);
    ~Tasks() override;

    void run(std::vector<std::function<void()>> tasks) override;
    Clock& clock() override { return clock_; }
    bool within(Duration limit, const std::function<void()>& body) override;
    void wait_on(const void* place, Duration limit) override;
    void wake(const void* place) override;

 private:
    class LoopClock final : public Clock {
     public:
        explicit LoopClock(Loop& loop) : loop_(loop) {}
        Duration now() const override { return Duration{loop_.now()}; }
        void wait(Duration duration) override {
            loop_.wait_until(later(loop_.now(), duration.count()));
        }

     private:
        Loop& loop_;
    };

    class Batch;

    Loop& loop_;
    LoopClock clock_;
    std::map<const void*, std::vector<Task*>> waiting_;  // in the order in which they came
    std::vector<std::unique_ptr<Batch>> batches_;  // the queue may refer to those that have ended
};

}  // namespace sm::detail::inline simulation

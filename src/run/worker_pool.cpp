#include "run/worker_pool.hpp"

#include <sm/base/misuse.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace sm::detail::inline run {
namespace {

using Steady = std::chrono::steady_clock;

/// A process with more stuck threads than this is not worth testing on.
constexpr std::size_t most_abandoned = 64;

std::atomic<std::size_t> abandoned_count{0};

}  // namespace

std::size_t abandoned_workers() { return abandoned_count.load(); }

/// Rung by workers when they end a job, so that the waiting thread need not poll for that.
struct WorkerPool::Bell {
    std::mutex mutex;
    std::condition_variable rung;
    std::size_t ends = 0;

    void ring() {
        {
            const std::lock_guard lock(mutex);
            ++ends;
        }
        rung.notify_one();
    }
};

struct WorkerPool::Worker {
    /// Outlives the worker when its thread is abandoned.
    struct Shared {
        RunningCall running;
        std::mutex mutex;
        std::condition_variable wake;
        Job job;
        bool stop = false;
        std::atomic<bool> ended{true};
    };

    std::shared_ptr<Shared> shared = std::make_shared<Shared>();
    std::thread thread;
    std::size_t job = 0;
    std::uint64_t seen_call = 0;
    Steady::time_point seen_at{};

    explicit Worker(std::shared_ptr<Bell> bell)
        : thread([state = shared, bell = std::move(bell)] { serve(*state, *bell); }) {}

    ~Worker() {
        if (!thread.joinable()) return;
        {
            const std::lock_guard lock(shared->mutex);
            shared->stop = true;
        }
        shared->wake.notify_one();
        thread.join();
    }

    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    static void serve(Shared& state, Bell& bell) {
        for (;;) {
            Job job;
            {
                std::unique_lock lock(state.mutex);
                state.wake.wait(lock, [&] { return state.stop || state.job; });
                if (state.stop) return;
                job = std::move(state.job);
                state.job = nullptr;
            }
            job(state.running);
            job = nullptr;  // before the end is told: the job may hold the system alive
            if (state.running.abandoned()) {
                --abandoned_count;
                return;
            }
            state.ended.store(true, std::memory_order_release);
            bell.ring();
        }
    }

    void give(Job next) {
        shared->ended.store(false, std::memory_order_relaxed);
        seen_at = {};
        {
            const std::lock_guard lock(shared->mutex);
            shared->job = std::move(next);
        }
        shared->wake.notify_one();
    }

    /// Whether the call that is running has run for longer than `limit`, and is now given up.
    bool give_up(Duration limit) {
        const auto call = shared->running.running_call();
        const auto now = Steady::now();
        if (!call || *call != seen_call || seen_at == Steady::time_point{}) {
            seen_call = call.value_or(0);
            seen_at = call ? now : Steady::time_point{};
            return false;
        }
        if (now - seen_at < limit) return false;
        ++abandoned_count;  // before the worker can come back, which takes it off again
        if (!shared->running.abandon(*call)) {
            --abandoned_count;
            return false;
        }
        thread.detach();
        return true;
    }
};

WorkerPool::WorkerPool() : bell_(std::make_shared<Bell>()) {}
WorkerPool::~WorkerPool() = default;

std::size_t WorkerPool::start(Job job) {
    if (abandoned_workers() >= most_abandoned) {
        throw Misuse("too many calls never returned: " + std::to_string(most_abandoned) +
                     " threads of this process are stuck in the system under test. Give the "
                     "system's client time limits of its own, or raise command_time_limit.");
    }
    if (idle_.empty()) idle_.push_back(std::make_unique<Worker>(bell_));
    auto worker = std::move(idle_.back());
    idle_.pop_back();
    worker->job = next_job_++;
    worker->give(std::move(job));
    busy_.push_back(std::move(worker));
    return next_job_ - 1;
}

void WorkerPool::wait(Duration limit, const OnEnd& on_end, const std::function<void()>& on_look) {
    using namespace std::chrono_literals;
    while (!busy_.empty()) {
        tend(100ms, limit, on_end);
        on_look();
    }
    next_job_ = 0;
}

void WorkerPool::tend(Duration most, Duration limit, const OnEnd& on_end) {
    using namespace std::chrono_literals;
    const auto pause = std::min(most, std::clamp<Duration>(limit / 8, 1ms, 100ms));
    {
        std::unique_lock lock(bell_->mutex);
        bell_->rung.wait_for(lock, pause, [&] { return bell_->ends != ends_seen_; });
        ends_seen_ = bell_->ends;
    }
    look(limit, on_end);
}

void WorkerPool::look(Duration limit, const OnEnd& on_end) {
    std::vector<Ended> ended;
    for (auto& worker : busy_) {
        if (worker->shared->ended.load(std::memory_order_acquire)) {
            ended.push_back({worker->job, false});
            idle_.push_back(std::move(worker));
        } else if (worker->give_up(limit)) {
            ended.push_back({worker->job, true});
            worker.reset();
        }
    }
    std::erase(busy_, nullptr);
    for (const Ended& end : ended) on_end(end);
}

}  // namespace sm::detail::inline run

#pragma once
/// Time that is either the machine's or a test's own.

#include <atomic>
#include <chrono>

namespace sm {

using Duration = std::chrono::nanoseconds;

/// A source of time that can also wait.
class Clock {
 public:
    virtual ~Clock() = default;

    /// The time since an arbitrary start; never goes back.
    virtual Duration now() const = 0;

    /// Returns when `duration` has passed; at once if it is not positive.
    virtual void wait(Duration duration) = 0;
};

/// The machine's monotonic clock.
Clock& steady();

/// A clock that stands still until someone waits: waiting moves it on and returns at once.
class VirtualClock final : public Clock {
 public:
    explicit VirtualClock(Duration start = Duration::zero()) : now_(start.count()) {}

    Duration now() const override { return Duration{now_.load()}; }
    void wait(Duration duration) override {
        if (duration > Duration::zero()) now_ += duration.count();
    }

 private:
    std::atomic<Duration::rep> now_;
};

}  // namespace sm

#pragma once
/// Something that is to happen once, at a time that may be put off often at little cost.

#include <limits>

#include "simulation/event_queue.hpp"

namespace sm::detail::inline simulation {

inline constexpr Instant never = std::numeric_limits<Instant>::max();

/// So long after that, or never where that is beyond all time.
constexpr Instant later(Instant time, std::int64_t by) {
    return by > never - time ? never : time + by;
}

/// At most one of its events counts, and putting it off leaves that one where it is: when it comes
/// too early, it is sent on to the time that is meant by then.
class Timer : private EventHandler {
 public:
    explicit Timer(EventQueue& events) : events_(events) {}
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    /// Instead of when it was to be before.
    void set(Instant due) {
        due_ = due;
        if (due < queued_) queue();
    }
    void cancel() { due_ = never; }
    Instant due() const { return due_; }

 protected:
    ~Timer() = default;
    virtual void ring() = 0;

 private:
    void queue() {
        queued_ = due_;
        events_.push(due_, *this, ++generation_);
    }

    void happen(std::uint64_t generation) final {
        if (generation != generation_) return;
        const auto now = queued_;
        queued_ = never;
        if (due_ == never) return;
        if (due_ > now) return queue();
        due_ = never;
        ring();
    }

    EventQueue& events_;
    Instant due_ = never;
    Instant queued_ = never;  // when the event comes that counts
    std::uint64_t generation_ = 0;
};

}  // namespace sm::detail::inline simulation

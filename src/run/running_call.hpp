#pragma once
/// What a worker and the thread that watches it share: which call is running, and whether the
/// worker has been abandoned with it.

#include <atomic>
#include <cstdint>
#include <optional>

namespace sm::detail::inline run {

/// A worker begins and ends calls on its running; a watcher who sees the same call running for too
/// long takes the running away. Whoever moves the word first wins, so a worker that was abandoned
/// never writes to what has meanwhile been read, and a watcher never reads what is being written.
class RunningCall {
 public:
    /// The worker says that it enters the system with its next call.
    void begin() { word_.store((++serial_ << 2) | running, std::memory_order_release); }

    /// The worker is back; false if it has been abandoned and must touch nothing any more.
    bool end() {
        auto expected = (serial_ << 2) | running;
        return word_.compare_exchange_strong(expected, serial_ << 2, std::memory_order_acq_rel);
    }

    /// The number of the call that is running, if one is. For the watcher.
    std::optional<std::uint64_t> running_call() const {
        const auto word = word_.load(std::memory_order_acquire);
        if ((word & 3) != running) return std::nullopt;
        return word >> 2;
    }

    /// The watcher abandons the worker in this call; false if it has just come back.
    bool abandon(std::uint64_t call) {
        auto expected = (call << 2) | running;
        return word_.compare_exchange_strong(expected, (call << 2) | left,
                                             std::memory_order_acq_rel);
    }

    bool abandoned() const { return (word_.load(std::memory_order_acquire) & 3) == left; }

 private:
    static constexpr std::uint64_t running = 1;
    static constexpr std::uint64_t left = 2;

    std::uint64_t serial_ = 0;  // the worker's own
    std::atomic<std::uint64_t> word_{0};
};

}  // namespace sm::detail::inline run

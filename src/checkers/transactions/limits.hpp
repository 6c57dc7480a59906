#pragma once
/// Sees to it that the judging of transactions keeps to its bounds.

#include <sm/checkers/transactions.hpp>

#include <fmt/format.h>

#include <string>

#include "search/bound_text.hpp"

namespace sm::detail::inline checkers::transactions {

/// A bound was reached; thrown through the phases, whose findings so far stand.
struct BoundReached {
    std::string reason;  ///< a sentence without its stop
};

class Limits {
 public:
    explicit Limits(const TransactionOptions& options)
        : time_(options.time),
          memory_(options.memory),
          clock_(options.clock == nullptr ? &steady() : options.clock),
          began_(clock_->now()) {}

    /// To be called for each piece of work; looks at the clock now and then.
    void step() {
        if (++steps_ % kBetweenLooks == 0) look();
    }
    void look() const {
        if (clock_->now() - began_ < time_) return;
        throw BoundReached{fmt::format("judging reached its bound of {}", shown_time(time_))};
    }
    /// Asks for memory that is kept to the end, before it is taken.
    void take(std::size_t bytes) {
        taken_ += bytes;
        if (taken_ <= memory_) return;
        throw BoundReached{
            fmt::format("judging needs more than its bound of {} of memory", shown_bytes(memory_))};
    }

 private:
    static constexpr std::size_t kBetweenLooks = 4096;

    Duration time_;
    std::size_t memory_;
    const Clock* clock_;
    Duration began_;
    std::size_t steps_ = 0;
    std::size_t taken_ = 0;
};

}  // namespace sm::detail::inline checkers::transactions

#pragma once
/// Sees to it that the judging of transactions keeps to its limits.

#include <sm/checkers/transactions.hpp>

#include <fmt/format.h>

#include <string>

#include "search/watch.hpp"

namespace sm::detail::inline checkers::transactions {

/// A limit was reached; thrown through the phases, whose results so far stand.
struct LimitReached {
    std::string reason;  ///< a sentence without its stop
};

class LimitWatch {
 public:
    explicit LimitWatch(const TransactionOptions& options)
        : limits_(options.limits),
          clock_(limits_.clock == nullptr ? &steady() : limits_.clock),
          began_(clock_->now()) {}

    /// To be called for each piece of work; looks at the clock now and then.
    void step() {
        if (++steps_ % kBetweenLooks == 0) look();
    }
    void look() const {
        if (clock_->now() - began_ < limits_.time) return;
        throw LimitReached{
            fmt::format("judging reached its limit of {}", shown_time(limits_.time))};
    }
    /// Asks for memory that is kept to the end, before it is taken.
    void take(std::size_t bytes) {
        taken_ += bytes;
        if (taken_ <= limits_.memory) return;
        throw LimitReached{fmt::format("judging needs more than its limit of {} of memory",
                                       shown_bytes(limits_.memory))};
    }

 private:
    static constexpr std::size_t kBetweenLooks = 4096;

    Limits limits_;
    const Clock* clock_;
    Duration began_;
    std::size_t steps_ = 0;
    std::size_t taken_ = 0;
};

}  // namespace sm::detail::inline checkers::transactions

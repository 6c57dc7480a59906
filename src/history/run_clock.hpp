#pragma once
/// When the operations of a history happened, whether or not it recorded times.

#include <sm/history/operation.hpp>

#include <span>

namespace sm::detail::inline history {

/// The times of a history since its first moment. Where none were recorded, the events count as
/// the units of time, and whoever draws says so.
class RunClock {
 public:
    explicit RunClock(std::span<const Operation> operations);

    bool recorded() const { return recorded_; }

    Duration began(const Operation& operation) const;

    /// Never before `began`; of one that nobody saw the end of, the end of the history.
    Duration ended(const Operation& operation) const;

    Duration took(const Operation& operation) const { return ended(operation) - began(operation); }

    Duration end() const { return end_; }  ///< of the last operation

 private:
    bool recorded_ = false;
    Duration end_{};
};

}  // namespace sm::detail::inline history

#pragma once
/// The result about transactions: what was found, what that means, and what it rests on.

#include <optional>

#include "checkers/transactions/anomalies.hpp"
#include "checkers/transactions/dependencies.hpp"
#include "checkers/transactions/graph.hpp"
#include "checkers/transactions/history.hpp"
#include "checkers/transactions/limit_watch.hpp"

namespace sm::detail::inline checkers::transactions {

/// All that judging came to know.
struct Judging {
    TransactionHistory history;
    Anomalies anomalies{};
    Successions successions{};
    std::optional<Graph> graph{};         ///< if judging came so far
    std::optional<LimitReached> limit{};  ///< where it ended early
};

history::CheckResult report(const Judging& judging, const TransactionOptions& options);

}  // namespace sm::detail::inline checkers::transactions

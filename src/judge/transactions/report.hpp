#pragma once
/// The finding about transactions: what was found, what that means, and what it rests on.

#include <optional>

#include "judge/transactions/anomalies.hpp"
#include "judge/transactions/dependencies.hpp"
#include "judge/transactions/graph.hpp"
#include "judge/transactions/history.hpp"
#include "judge/transactions/limits.hpp"

namespace sm::detail::transactions {

/// All that judging came to know.
struct Judging {
    TransactionHistory history;
    Anomalies anomalies{};
    Successions successions{};
    std::optional<Graph> graph{};         ///< if judging came so far
    std::optional<BoundReached> bound{};  ///< where it ended early
};

Finding report(const Judging& judging, const TransactionOptions& options);

}  // namespace sm::detail::transactions

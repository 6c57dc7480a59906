#pragma once
/// What the reads show of the order of versions, and the anomalies that show without a cycle.

#include "checkers/transactions/anomalies.hpp"
#include "checkers/transactions/dependencies.hpp"
#include "checkers/transactions/history.hpp"
#include "checkers/transactions/limit_watch.hpp"

namespace sm::detail::inline checkers::transactions {

/// Of lists: sets the versions that were read and their positions, marks whose writes were
/// observed, and finds garbage, duplicates, incompatible orders, dirty updates, reads of aborted
/// elements, and transactions that contradict themselves.
Successions infer_lists(TransactionHistory& history, Anomalies& anomalies, LimitWatch& limits);

/// Of registers likewise, by the inferences of the options; finds garbage, aborted reads,
/// transactions that contradict themselves, and cyclic versions.
Successions infer_registers(TransactionHistory& history, const TransactionOptions& options,
                            Anomalies& anomalies, LimitWatch& limits);

/// What shows from two or three transactions of either workload: intermediate reads, fractured
/// reads, lost updates.
void find_by_versions(const TransactionHistory& history, const Successions& successions,
                      Anomalies& anomalies, LimitWatch& limits);

/// Notes an anomaly of these transactions.
void report(Anomalies& anomalies, const TransactionHistory& history, AnomalyKind kind,
            std::string text, const std::vector<TransactionId>& who);

}  // namespace sm::detail::inline checkers::transactions

#pragma once
/// Transactions, reads and dependencies in words.

#include <string>
#include <string_view>

#include "checkers/transactions/dependencies.hpp"
#include "checkers/transactions/history.hpp"

namespace sm::detail::inline checkers::transactions {

/// `T7`: the operation at place 7 of the history.
std::string transaction_name(const TransactionHistory& history, TransactionId transaction);

/// `ww`, `wr`, `rw`, `process`, `realtime`.
std::string_view to_string(Kind kind);

/// As Clojure writes it; of a long list its end: `[... 3 4 5]`.
std::string brief(const history::Value& value);

/// `T3 appended 5 to :x`, `T3 wrote 5 to :x`.
std::string write_text(const TransactionHistory& history, VersionId version);

/// `T7 read [1 5] of :x`.
std::string read_text(const TransactionHistory& history, TransactionId reader,
                      const MicroOperation& read);

/// How it is known that the one version came before the other.
std::string succession_text(const TransactionHistory& history, const Succession& succession);

/// Why the one precedes the other, by an edge of this kind that the graph has between them.
std::string edge_text(const TransactionHistory& history, const Successions& successions,
                      TransactionId from, TransactionId to, Kind kind);

}  // namespace sm::detail::inline checkers::transactions

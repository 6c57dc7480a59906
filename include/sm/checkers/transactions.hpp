#pragma once
/// The isolation of transactions, inferred from their reads.
///
/// Derived in docs/derivations/transactions.md.

#include <sm/base/limits.hpp>
#include <sm/checkers/checker.hpp>

#include <cstddef>
#include <cstdint>
#include <set>
#include <string_view>

namespace sm::checkers {

/// Consistency models of transactions. Not all are comparable: `implies` says which one is
/// stronger.
enum class ConsistencyModel : std::uint8_t {
    read_uncommitted,                   ///< no dirty writes (Adya's PL-1)
    read_committed,                     ///< nothing read that was aborted or intermediate (PL-2)
    read_atomic,                        ///< others are seen as a whole, and oneself (Bailis 2014)
    snapshot_isolation,                 ///< Cerone and Gotsman 2018; snapshots may be old
    serializable,                       ///< some order explains all (PL-3)
    strong_session_snapshot_isolation,  ///< and a process sees what it did before (Daudjee 2006)
    strong_session_serializable,
    strong_snapshot_isolation,  ///< and everyone sees what had returned
    strict_serializable,
};

/// As in the literature: "read committed", "strict serializable".
std::string_view to_string(ConsistencyModel model);

/// Whether every history that `stronger` allows is allowed by `weaker`; each model implies itself.
bool implies(ConsistencyModel stronger, ConsistencyModel weaker);

/// The inferences of the order of the versions of a register.
enum class VersionInference : std::uint8_t {
    initial_state,        ///< nil comes before all that is written
    writes_follow_reads,  ///< what a transaction writes comes after what it read of the same key
    /// Each key is sequentially consistent: each process sees versions in their
    /// order.
    sequential_keys,
    linearizable_keys,  ///< each key is linearizable: the versions' order is that of real time
    /// Answers carry versions: a read's is `[version value]` or nil, a write's may be. Versions of
    /// a key are ordered as history::Value orders them.
    explicit_versions,
};

/// The required model, the inferences, and the limits after which the verdict is unknown.
struct TransactionOptions {
    ConsistencyModel required = ConsistencyModel::strict_serializable;
    /// Used by rw_register only. The default ones assume nothing of the system; the others are
    /// promises of the system that the caller vouches for.
    std::set<VersionInference> inferences = {VersionInference::initial_state,
                                             VersionInference::writes_follow_reads};
    /// Memory is counted beside that of the history, by an estimate.
    Limits limits{.memory = std::size_t{4} << 30, .time = std::chrono::minutes{1}};
};

/// Judges transactions that append to lists and read them whole: `[[:append k v] [:r k nil]]`,
/// answered `[[:append k v] [:r k [1 2]]]`. Operations are of the function "txn" or
/// "transact". An append has to be one step of the database, not a read and a write by the client.
///
/// A list shows every version it had, so that the order of versions is known and dependencies are
/// exact: each value may be appended to a key once only, or Misuse is thrown.
///
/// The result's details name the anomalies; examples have a shortest cycle, each of its steps in
/// words. They say which models are ruled out, which are still possible, what was inferred from
/// what, and warn where there was little to infer from. T7 is the operation at place 7.
///
/// The verdict is invalid if the required model is ruled out; anomalies that it allows are listed.
/// It is unknown if a limit was reached before that, and if no transaction depends on another by
/// what it read or wrote, so that nothing was tested; an empty history is valid.
///
/// An operation of unknown outcome counts as committed if one of its writes was read. One precedes
/// another, in its process or in real time, only if it returned strictly before the other's
/// invocation.
///
/// After Kingsbury and Alvaro, "Elle" (VLDB 2020), Adya (1999), and for snapshot isolation Cerone
/// and Gotsman (2018). Near-linear in the number of micro-operations and of elements read.
Checker list_append(TransactionOptions options = {});

/// Judges transactions that write and read registers: `[[:w k v] [:r k nil]]`, answered
/// `[[:w k v] [:r k 5]]`; all else as for `list_append`.
///
/// Which transaction wrote a value is exact, as each value may be written to a key once only. The
/// order of versions is known as far as the inferences of the options go; nil is what a register
/// holds before it is written, and may not be written.
Checker rw_register(TransactionOptions options = {});

}  // namespace sm::checkers

#pragma once
/// The anomalies of transactions: their names, what they rule out, and those found.

#include <sm/checkers/transactions.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sm::detail::inline checkers::transactions {

/// After Adya, and Kingsbury and Alvaro; from what rules out most to what rules out least.
enum class AnomalyKind : std::uint8_t {
    garbage_read,        ///< nobody wrote what was read
    duplicate_elements,  ///< one append is twice in a list
    g0,                  ///< a cycle of writes
    cyclic_versions,     ///< the inferences contradict each other
    incompatible_order,  ///< two reads that cannot be of one list
    dirty_update,        ///< a committed write upon an aborted one
    g1a,                 ///< an aborted write was read
    g1b,                 ///< a write was read that its writer overwrote
    g1c,                 ///< a cycle of writes and reads
    future_read,         ///< a transaction read what it wrote later
    internal,            ///< a transaction contradicts itself
    fractured_read,      ///< another was seen in part
    lost_update,         ///< two wrote upon the same version that both read
    g_single,            ///< a cycle with one anti-dependency: read skew
    g_nonadjacent,       ///< a cycle with several, no two of them in sequence
    g2_item,             ///< a cycle with some in sequence: write skew
    g0_process,
    g1c_process,
    g_single_process,
    g_nonadjacent_process,
    g2_item_process,
    g0_realtime,
    g1c_realtime,
    g_single_realtime,
    g_nonadjacent_realtime,
    g2_item_realtime,
};

inline constexpr std::size_t kAnomalyKinds = 26;
inline constexpr std::size_t kModels = 9;
/// Of one kind, how many are reported; all are counted.
inline constexpr std::size_t kExamples = 3;

std::string_view to_string(AnomalyKind kind);

/// The weakest model that forbids it.
ConsistencyModel weakest_without(AnomalyKind kind);

/// One that was found.
struct Anomaly {
    std::string text;  ///< a sentence without its stop; of a cycle, its transactions
    std::vector<std::string> steps{};   ///< of a cycle, each edge in words
    std::vector<std::size_t> places{};  ///< the operations, by place in the history
};

/// All that were found, by kind.
class Anomalies {
 public:
    /// Counts one; says whether it should be reported by `report`.
    bool count(AnomalyKind kind) { return count(kind, weakest_without(kind)); }
    /// One that, seen closely, rules out only `weakest` and what implies it.
    bool count(AnomalyKind kind, ConsistencyModel weakest);
    void report(AnomalyKind kind, Anomaly anomaly) {
        examples_[index(kind)].push_back(std::move(anomaly));
    }

    std::size_t found(AnomalyKind kind) const { return counts_[index(kind)]; }
    const std::vector<Anomaly>& examples(AnomalyKind kind) const { return examples_[index(kind)]; }
    bool none() const;
    bool rules_out(ConsistencyModel model) const { return ruled_out_[index(model)]; }
    /// The models possible that no other possible one implies.
    std::vector<ConsistencyModel> strongest_possible() const;
    /// The models ruled out that imply no other one ruled out.
    std::vector<ConsistencyModel> weakest_ruled_out() const;

 private:
    template <class E>
    static std::size_t index(E e) {
        return static_cast<std::size_t>(e);
    }

    std::array<std::size_t, kAnomalyKinds> counts_{};
    std::array<std::vector<Anomaly>, kAnomalyKinds> examples_{};
    std::array<bool, kModels> ruled_out_{};
};

}  // namespace sm::detail::inline checkers::transactions

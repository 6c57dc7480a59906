#pragma once
/// Whether a condition holds on more than half of the nodes.

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace sm {

/// On which nodes it held.
struct Quorum {
    std::vector<std::string> held{};
    /// Why not on the others: what looking there threw, or "false".
    std::map<std::string, std::string> missing{};

    explicit operator bool() const { return held.size() > missing.size(); }
};

/// Looks at each node once; a look that throws counts as false.
///
///     EXPECT_TRUE(sm::count_quorum(cluster.nodes(), [&](const std::string& node) {
///         return applied_index(node) >= 7;
///     }));
///
/// Wait for it with `eventually`: `[&] { return bool(sm::count_quorum(...)); }`.
Quorum count_quorum(const std::vector<std::string>& nodes,
                    const std::function<bool(const std::string&)>& holds);

/// "2 of 3: n1, n2; not n3: connection refused".
std::string to_string(const Quorum& quorum);

}  // namespace sm

#pragma once
/// Cuts that end with a scope, and the most common sets of cuts.

#include <sm/cluster/cut.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace sm {

/// Both ways between each node of the one side and each of the other. Throws Misuse for a side
/// without nodes, and for a node on both.
std::vector<Cut> cuts_between(const std::vector<std::string>& one_side,
                              const std::vector<std::string>& other_side);

/// Both ways between a node and all others of these. Throws Misuse if it is not one of them, or
/// alone.
std::vector<Cut> cuts_around(const std::string& node, const std::vector<std::string>& nodes);

/// Cuts for as long as it lives.
///
///     const sm::ScopedCuts cut(cluster, sm::cuts_between({"n1"}, {"n2", "n3"}));
///     ...
///     EXPECT_GT(cut.dropped(), 0U);
class ScopedCuts {
 public:
    /// Throws as CanCut::cut does.
    ScopedCuts(CanCut& cluster, std::vector<Cut> cuts);
    ScopedCuts(const ScopedCuts&) = delete;
    ScopedCuts& operator=(const ScopedCuts&) = delete;
    /// Reports on standard error what it cannot undo.
    ~ScopedCuts();

    /// Undoes them now. Throws as CanCut::restore does.
    void restore();

    /// Packets that they dropped.
    std::uint64_t dropped() const;

 private:
    CanCut& cluster_;
    std::vector<Cut> cuts_;
};

}  // namespace sm

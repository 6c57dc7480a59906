#pragma once
/// Who has a vote, and what a majority of them agrees on.

#include <sm/simulation/host.hpp>
#include <sm/value/reflect.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <functional>
#include <tuple>
#include <vector>

namespace raft {

using sm::simulation::NodeId;

/// The servers of the cluster, in order. A change adds or removes one, so that every majority of
/// the old ones and every majority of the new ones have a server in common.
class Members {
 public:
    static constexpr std::size_t most = 16;

    Members() = default;
    /// Throws sm::Misuse for more than `most`.
    explicit Members(std::vector<NodeId> nodes);

    const std::vector<NodeId>& nodes() const { return nodes_; }
    bool contains(NodeId node) const;
    std::size_t majority() const { return nodes_.size() / 2 + 1; }

    Members with(NodeId node) const;
    Members without(NodeId node) const;

    /// The largest value that `needed` of the members have reached, by what `value(node)` says.
    template <class Value>
    auto reached_by(std::size_t needed, const Value& value) const {
        using V = decltype(value(NodeId{}));
        if (nodes_.size() < needed) return V{};
        std::array<V, most> values{};
        for (std::size_t i = 0; i < nodes_.size(); ++i) values[i] = value(nodes_[i]);
        const auto end = values.begin() + static_cast<std::ptrdiff_t>(nodes_.size());
        std::sort(values.begin(), end, std::greater<V>());
        return values[needed - 1];
    }

    friend bool operator==(const Members&, const Members&) = default;
    friend auto sm_fields(std::derived_from<Members> auto& self) {
        return std::tuple{sm::field("nodes", self.nodes_)};
    }

 private:
    std::vector<NodeId> nodes_;
};

}  // namespace raft

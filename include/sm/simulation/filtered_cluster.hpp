#pragma once
/// A simulated cluster to whose traffic filters may be attached.

#include <sm/simulation/detail/traffic.hpp>
#include <sm/simulation/filter.hpp>
#include <sm/simulation/partition_filters.hpp>
#include <sm/simulation/simulated_cluster.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace sm::simulation {

/// Filters are attached to one node, or client, and act on all that it sends, or on all that
/// arrives there, in the order in which they were attached. An unknown node
/// throws Misuse: such a filter would never act. So does a node with filters that uses a stream:
/// filters do not act on streams, which lose nothing. Cut, clog or delay their links.
///
///     cluster.add_send_filter(1, sm::simulation::filter::drop(0.3));
///     cluster.add_receive_filter(2, sm::simulation::filter::delay(100ms));
///     const sm::simulation::ScopedFilters cut(cluster.partition({1}, {2, 3}));
///     ...
///     EXPECT_GT(cut.counts().dropped, 0);
template <class Message>
class FilteredCluster final : public SimulatedCluster {
 public:
    FilteredCluster(const ClusterOptions& options, Seed seed, detail::Traffic<Message>& traffic,
                    const MakeProcess& make)
        : SimulatedCluster(options, seed, traffic, make), traffic_(traffic) {}

    template <FilterOf<Message> F>
    Filters add_send_filter(NodeId node, F filter) {
        return Filters({traffic_.add_send_filter(endpoint(node, "add_send_filter"), filter)});
    }

    template <FilterOf<Message> F>
    Filters add_receive_filter(NodeId node, F filter) {
        return Filters({traffic_.add_receive_filter(endpoint(node, "add_receive_filter"), filter)});
    }

    /// Cuts links, each where its sender is. Throws Misuse for a node that is not there, and for a
    /// client: what it sends and hears is cut by filters of its own.
    Filters partition(const filter::Partition& partition) {
        std::vector<std::shared_ptr<detail::FilterPlace>> places;
        for (const auto& [from, to] : partition.links()) {
            require_replica(from);
            require_replica(to);
        }
        for (const auto node : replicas())
            places.push_back(traffic_.add_send_filter(endpoint(node, "partition"), partition));
        return Filters(std::move(places));
    }
    Filters partition(const filter::NodeIds& one_side, const filter::NodeIds& other_side) {
        return partition(filter::partition(one_side, other_side));
    }
    Filters isolate(NodeId node) { return partition(filter::isolation(node, replicas())); }

    /// What they keep is lost.
    void clear_send_filters(NodeId node) {
        traffic_.clear_send_filters(endpoint(node, "clear_send_filters").id());
    }
    void clear_receive_filters(NodeId node) {
        traffic_.clear_receive_filters(endpoint(node, "clear_receive_filters").id());
    }
    void clear_filters() { traffic_.clear_filters(); }

    /// The counts of all filters, present and past.
    FilterCounts filter_counts() const { return traffic_.counts(); }

    /// Filters are faults too.
    std::vector<std::string> heal_core() override {
        clear_filters();
        return SimulatedCluster::heal_core();
    }

 private:
    detail::Traffic<Message>& traffic_;
};

}  // namespace sm::simulation

#pragma once
/// Faults as commands of a test, to be listed among its others:
///
///     using Cmd = std::variant<Put, Get, sm::fault::Kill<Model>, sm::fault::Partition<Model>,
///                              sm::fault::Heal<Model>>;
///
/// They have no effect on the model, and act on the cluster of the client that they run on: by
/// `client.injector()` or, where it has none, `client.cluster().injector()`. Nodes are called n1,
/// n2, ...; the second argument of each template says how many there are. A system whose model
/// does care for the states of nodes has commands of its own.

#include <sm/base/clock.hpp>
#include <sm/cluster/cluster.hpp>
#include <sm/fault/injector.hpp>
#include <sm/fault/partitions.hpp>
#include <sm/history/outcome.hpp>
#include <sm/spec/domain.hpp>

#include <set>
#include <string>

namespace sm::detail::inline fault {

template <class Client>
Injector& injector_of(Client& client) {
    if constexpr (requires { client.injector(); })
        return client.injector();
    else
        return client.cluster().injector();
}

/// What can be done to one node, by the name of the fault.
void strike_node(Injector& injector, const char* fault, int node);
void strike_partition(Injector& injector, const std::set<int>& side, int nodes,
                      PartitionDirection direction);
void strike_link(Injector& injector, const char* fault, int from, int to);
void strike_loss(Injector& injector, int percent);
void strike_delay(Injector& injector, int from, int to, int milliseconds);
void strike_clock_step(Injector& injector, int node, int milliseconds);
void strike_clock_drift(Injector& injector, int node, int percent);
void strike_slow(Injector& injector, int node, int milliseconds);
void strike_disk(Injector& injector, int node, const char* harm, const Tree& how);
void start_node(Cluster& cluster, int node);

template <int nodes>
using NodeNumber = InRange<1, nodes>;

}  // namespace sm::detail::inline fault

namespace sm::fault {

/// A node ends at once.
template <class Model, int nodes = 3>
struct Kill {
    detail::NodeNumber<nodes> node;
    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        detail::strike_node(detail::injector_of(client), "kill", static_cast<int>(node));
    }
};

/// A node ends in an orderly way.
template <class Model, int nodes = 3>
struct Stop {
    detail::NodeNumber<nodes> node;
    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        detail::strike_node(detail::injector_of(client), "stop", static_cast<int>(node));
    }
};

/// A node that does not run is started; refused for one that does.
template <class Model, int nodes = 3>
struct Start {
    detail::NodeNumber<nodes> node;
    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const { detail::start_node(client.cluster(), static_cast<int>(node)); }
};

/// A node freezes.
template <class Model, int nodes = 3>
struct Pause {
    detail::NodeNumber<nodes> node;
    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        detail::strike_node(detail::injector_of(client), "pause", static_cast<int>(node));
    }
};

/// Some nodes and the others do not reach each other, or do in one direction only.
template <class Model, int nodes = 3>
struct Partition {
    std::set<detail::NodeNumber<nodes>> side;
    PartitionDirection direction = PartitionDirection::both_ways;
    static constexpr bool read_only = true;
    bool pre(const Model&) const { return !side.empty() && side.size() < nodes; }
    void apply(Model&) const {}
    void run(auto& client) const {
        detail::strike_partition(detail::injector_of(client), {side.begin(), side.end()}, nodes,
                                 direction);
    }
};

/// One node does not reach another.
template <class Model, int nodes = 3>
struct CutLink {
    detail::NodeNumber<nodes> from;
    detail::NodeNumber<nodes> to;
    static constexpr bool read_only = true;
    bool pre(const Model&) const { return from != to; }
    void apply(Model&) const {}
    void run(auto& client) const {
        detail::strike_link(detail::injector_of(client), "partition", static_cast<int>(from),
                            static_cast<int>(to));
    }
};

/// What one node sends to another is stuck until it is healed.
template <class Model, int nodes = 3>
struct Clog {
    detail::NodeNumber<nodes> from;
    detail::NodeNumber<nodes> to;
    static constexpr bool read_only = true;
    bool pre(const Model&) const { return from != to; }
    void apply(Model&) const {}
    void run(auto& client) const {
        detail::strike_link(detail::injector_of(client), "clog", static_cast<int>(from),
                            static_cast<int>(to));
    }
};

/// What one node sends to another is late.
template <class Model, int nodes = 3>
struct Delay {
    detail::NodeNumber<nodes> from;
    detail::NodeNumber<nodes> to;
    InRange<1, 1000> milliseconds;
    static constexpr bool read_only = true;
    bool pre(const Model&) const { return from != to; }
    void apply(Model&) const {}
    void run(auto& client) const {
        detail::strike_delay(detail::injector_of(client), static_cast<int>(from),
                             static_cast<int>(to), static_cast<int>(milliseconds));
    }
};

/// A share of what nodes send each other is lost.
template <class Model>
struct Loss {
    InRange<10, 90> percent;
    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        detail::strike_loss(detail::injector_of(client), static_cast<int>(percent));
    }
};

/// A node's clock is moved on, or stands still.
template <class Model, int nodes = 3>
struct StepClock {
    detail::NodeNumber<nodes> node;
    InRange<-10'000, 10'000> milliseconds;
    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        detail::strike_clock_step(detail::injector_of(client), static_cast<int>(node),
                                  static_cast<int>(milliseconds));
    }
};

/// A node's clock runs fast or slow.
template <class Model, int nodes = 3>
struct DriftClock {
    detail::NodeNumber<nodes> node;
    InRange<-50, 100> percent;
    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        detail::strike_clock_drift(detail::injector_of(client), static_cast<int>(node),
                                   static_cast<int>(percent));
    }
};

/// A node takes longer for all it does.
template <class Model, int nodes = 3>
struct Slow {
    detail::NodeNumber<nodes> node;
    InRange<1, 100> milliseconds;
    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        detail::strike_slow(detail::injector_of(client), static_cast<int>(node),
                            static_cast<int>(milliseconds));
    }
};

/// A node's disk takes longer for each operation.
template <class Model, int nodes = 3>
struct SlowDisk {
    detail::NodeNumber<nodes> node;
    InRange<1, 1000> milliseconds;
    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        detail::strike_disk(
            detail::injector_of(client), static_cast<int>(node), "latency",
            to_tree(Duration(std::chrono::milliseconds(static_cast<int>(milliseconds)))));
    }
};

/// Nothing new can be written to a node's disk.
template <class Model, int nodes = 3>
struct FullDisk {
    detail::NodeNumber<nodes> node;
    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        detail::strike_disk(detail::injector_of(client), static_cast<int>(node), "full",
                            to_tree(true));
    }
};

enum class Damage { unreadable, misdirected };

/// A node's disk loses some of what was synced; refused where a minority has been damaged already.
template <class Model, int nodes = 3>
struct DamageDisk {
    detail::NodeNumber<nodes> node;
    Damage damage = Damage::unreadable;
    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const {
        detail::strike_disk(detail::injector_of(client), static_cast<int>(node),
                            damage == Damage::unreadable ? "unreadable" : "misdirected",
                            to_tree(0.1));
    }
};

/// Undoes all faults that are on.
template <class Model>
struct Heal {
    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const { detail::injector_of(client).heal(""); }
};

}  // namespace sm::fault

#pragma once
/// What the commands of commands.hpp draw, and do: for each a plain struct of its arguments.

#include <sm/fault/command.hpp>
#include <sm/fault/faults.hpp>
#include <sm/fault/partitions.hpp>
#include <sm/spec/domain.hpp>

#include <chrono>
#include <set>
#include <string>

namespace sm::detail::inline fault {

std::string node_name(int node);
sm::fault::Links link_between(int from, int to);
sm::fault::PartitionNodes split(const std::set<int>& side, int count,
                                sm::fault::PartitionDirection direction);
/// From one node to all others, and back.
sm::fault::PartitionNodes isolation(int node, int count);

void start_node(sm::fault::Injector& injector, int node);
void unpause_node(sm::fault::Injector& injector, int node);
void restore_node(sm::fault::Injector& injector, int node, int count);
void start_all(sm::fault::Injector& injector, int count);

template <int nodes>
using NodeNumber = InRange<1, nodes>;

inline sm::fault::Nodes one(int node) { return {node_name(node)}; }
inline Duration milliseconds_of(int count) { return std::chrono::milliseconds(count); }

}  // namespace sm::detail::inline fault

/// What the commands draw; their names are the commands'.
namespace sm::fault::drawn {

template <int nodes>
struct Kill {
    detail::NodeNumber<nodes> node;
    KillNodes fault() const { return {detail::one(node)}; }
    bool fits(const auto& states) const { return !states.stopped.contains(node); }
    void change(auto& states) const { states.stop(node); }
    static int weight(const auto& s) {
        return detail::weight_of_fault(s.broken(), s.has_majority(1));
    }
};

template <int nodes>
struct Stop {
    detail::NodeNumber<nodes> node;
    StopNodes fault() const { return {detail::one(node)}; }
    bool fits(const auto& states) const { return !states.stopped.contains(node); }
    void change(auto& states) const { states.stop(node); }
    static int weight(const auto& s) {
        return detail::weight_of_fault(s.broken(), s.has_majority(1));
    }
};

template <int nodes>
struct Start {
    detail::NodeNumber<nodes> node;
    void run(Injector& injector) const { detail::start_node(injector, node); }
    bool fits(const auto& states) const { return states.stopped.contains(node); }
    void change(auto& states) const { states.start(node); }
    static int weight(const auto& s) { return detail::weight_of_healing(s.stopped.size()); }
};

template <int nodes>
struct StartAll {
    void run(Injector& injector) const { detail::start_all(injector, nodes); }
    bool fits(const auto& states) const { return !states.stopped.empty(); }
    void change(auto& states) const { states.start_all(); }
    static int weight(const auto& s) { return detail::weight_of_healing(s.stopped.size()); }
};

template <int nodes>
struct Pause {
    detail::NodeNumber<nodes> node;
    PauseNodes fault() const { return {detail::one(node)}; }
    bool fits(const auto& states) const { return states.runs(node); }
    void change(auto& states) const { states.pause(node); }
    static int weight(const auto& s) {
        return detail::weight_of_fault(s.broken(), s.has_majority(1));
    }
};

template <int nodes>
struct Unpause {
    detail::NodeNumber<nodes> node;
    void run(Injector& injector) const { detail::unpause_node(injector, node); }
    bool fits(const auto& states) const { return states.paused.contains(node); }
    void change(auto& states) const { states.unpause(node); }
    static int weight(const auto& s) { return detail::weight_of_healing(s.paused.size()); }
};

template <int nodes>
struct Cut {
    detail::NodeNumber<nodes> node;
    PartitionNodes fault() const { return detail::isolation(node, nodes); }
    bool fits(const auto& states) const { return !states.cut.contains(node); }
    void change(auto& states) const { states.cut.insert(node); }
    static int weight(const auto& s) {
        return detail::weight_of_fault(s.broken(), s.has_majority(1));
    }
};

template <int nodes>
struct Restore {
    detail::NodeNumber<nodes> node;
    void run(Injector& injector) const { detail::restore_node(injector, node, nodes); }
    bool fits(const auto& states) const { return states.cut.contains(node); }
    void change(auto& states) const { states.cut.erase(node); }
    static int weight(const auto& s) { return detail::weight_of_healing(s.cut.size()); }
};

template <int nodes>
struct Partition {
    std::set<detail::NodeNumber<nodes>> side;
    PartitionDirection direction = PartitionDirection::both_ways;
    PartitionNodes fault() const {
        return detail::split({side.begin(), side.end()}, nodes, direction);
    }
    bool is_sound() const { return !side.empty() && side.size() < nodes; }
};

template <int nodes>
struct CutLink {
    detail::NodeNumber<nodes> from;
    detail::NodeNumber<nodes> to;
    PartitionNodes fault() const { return {detail::link_between(from, to)}; }
    bool is_sound() const { return from != to; }
};

template <int nodes>
struct Clog {
    detail::NodeNumber<nodes> from;
    detail::NodeNumber<nodes> to;
    ClogLinks fault() const { return {detail::link_between(from, to)}; }
    bool is_sound() const { return from != to; }
};

template <int nodes>
struct Delay {
    detail::NodeNumber<nodes> from;
    detail::NodeNumber<nodes> to;
    InRange<1, 1000> milliseconds;
    DelayPackets fault() const {
        return {detail::milliseconds_of(milliseconds), detail::link_between(from, to)};
    }
    bool is_sound() const { return from != to; }
};

template <int nodes>
struct DelayAll {
    InRange<1, 1000> milliseconds;
    DelayPackets fault() const { return {.by = detail::milliseconds_of(milliseconds)}; }
};

struct Loss {
    InRange<10, 90> percent;
    LosePackets fault() const { return {.share = percent / 100.0}; }
};

template <int nodes>
struct StepClock {
    detail::NodeNumber<nodes> node;
    InRange<-10'000, 10'000> milliseconds;
    StepClocks fault() const {
        return {{{detail::node_name(node), detail::milliseconds_of(milliseconds)}}};
    }
};

template <int nodes>
struct DriftClock {
    detail::NodeNumber<nodes> node;
    InRange<-50, 100> percent;
    DriftClocks fault() const { return {{{detail::node_name(node), percent / 100.0}}}; }
};

template <int nodes>
struct Slow {
    detail::NodeNumber<nodes> node;
    InRange<1, 100> milliseconds;
    SlowNodes fault() const { return {detail::one(node), detail::milliseconds_of(milliseconds)}; }
};

template <int nodes>
struct SlowDisk {
    detail::NodeNumber<nodes> node;
    InRange<1, 1000> milliseconds;
    FailDisks fault() const {
        return {.nodes = detail::one(node), .latency = detail::milliseconds_of(milliseconds)};
    }
};

template <int nodes>
struct FullDisk {
    detail::NodeNumber<nodes> node;
    FailDisks fault() const { return {.nodes = detail::one(node), .full = true}; }
};

enum class Damage { unreadable, misdirected };

template <int nodes>
struct DamageDisk {
    detail::NodeNumber<nodes> node;
    Damage damage = Damage::unreadable;
    FailDisks fault() const {
        const bool misdirects = damage == Damage::misdirected;
        return {.nodes = detail::one(node),
                .unreadable = misdirects ? 0 : 0.1,
                .misdirected = misdirects ? 0.1 : 0};
    }
};

struct Heal {
    void run(Injector& injector) const { injector.heal(""); }
    void change(auto& states) const { states.heal(); }
    static int weight(const auto& s) {
        return detail::weight_of_healing(static_cast<std::size_t>(s.broken()));
    }
};

}  // namespace sm::fault::drawn

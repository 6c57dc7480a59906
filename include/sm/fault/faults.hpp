#pragma once
/// The faults, each a plain struct: what happens to which nodes.
///
/// As text and in files a fault is its name and its fields, where the only field stands alone and
/// those that have their defaults are left out: `kill [n1, n2]`, `loss {share: 0.2}`. A list of
/// nodes may have node selectors in it, such as `all` and `primaries`, which are evaluated when the
/// fault is injected; one name may stand for a list of one.
///
/// Another kind of fault is such a struct, and one line in src/fault/known.cpp or, of a user's own,
/// `Injector::add`.

#include <sm/base/clock.hpp>
#include <sm/fault/partition.hpp>
#include <sm/spec/fault.hpp>

#include <map>
#include <string>
#include <string_view>

namespace sm::fault {

class Injection;

/// Nodes end at once; healed, they are started. `kill [n1, n2]`
struct KillNodes {
    static constexpr std::string_view fault_name = "kill";
    Nodes nodes{};
    Tree inject(Injection& injection) const;
};

/// Nodes end in an orderly way; healed, they are started. `stop [n1]`
struct StopNodes {
    static constexpr std::string_view fault_name = "stop";
    Nodes nodes{};
    Tree inject(Injection& injection) const;
};

/// Nodes are paused; healed, they continue. `pause [primaries]`
struct PauseNodes {
    static constexpr std::string_view fault_name = "pause";
    Nodes nodes{};
    Tree inject(Injection& injection) const;
};

/// Nodes are killed, and their data is lost; healed, those that ran are started. `wipe [n1]`
struct WipeNodes {
    static constexpr std::string_view fault_name = "wipe";
    Nodes nodes{};
    Tree inject(Injection& injection) const;
};

/// One network of some nodes is unplugged. `disconnect {network: raft, nodes: [n1]}`
struct DisconnectNodes {
    static constexpr std::string_view fault_name = "disconnect";
    std::string network{};
    Nodes nodes{};
    Tree inject(Injection& injection) const;
};

/// Packets on these links are lost. `partition [[n1, n2], [n3]]`, `partition {n1: [n2]}`
struct PartitionNodes {
    static constexpr std::string_view fault_name = "partition";
    Links links{Links::Groups{}};
    Tree inject(Injection& injection) const;
};

/// A share of the packets is lost. `loss {share: 0.2, links: {n1: [n2]}}`
struct LosePackets {
    static constexpr std::string_view fault_name = "loss";
    double share = 0;  ///< above 0, at most 1
    Links links{};
    Tree inject(Injection& injection) const;
};

/// Packets arrive later. `delay {by: 100ms, links: {n1: all}}`
struct DelayPackets {
    static constexpr std::string_view fault_name = "delay";
    Duration by{};
    Links links{};
    Tree inject(Injection& injection) const;
};

/// Packets on these links wait; healed, they arrive. `clog {n1: [n2]}`
struct ClogLinks {
    static constexpr std::string_view fault_name = "clog";
    Links links{};
    Tree inject(Injection& injection) const;
};

/// Clocks are moved on or, by less than zero, back; healed, they are right again.
/// `clock {n1: 2s, n2: -150ms}`
struct StepClocks {
    static constexpr std::string_view fault_name = "clock";
    std::map<std::string, Duration> by{};
    Tree inject(Injection& injection) const;
};

/// Clocks run fast or slow by a share; healed, they are right again. `drift {n1: 0.1}`
struct DriftClocks {
    static constexpr std::string_view fault_name = "drift";
    std::map<std::string, double> by{};
    Tree inject(Injection& injection) const;
};

/// Nodes take longer for each event that they handle. `slow {nodes: [n1], by: 5ms}`
struct SlowNodes {
    static constexpr std::string_view fault_name = "slow";
    Nodes nodes{};
    Duration by{};
    Tree inject(Injection& injection) const;
};

/// Disks are slow or full, or lose some synced data, as `sm::DiskFault` says.
/// `disk {nodes: [n1], latency: 50ms}`, `disk {nodes: [n1], full: true}`
struct FailDisks {
    static constexpr std::string_view fault_name = "disk";
    Nodes nodes{};
    Duration latency{};
    bool full = false;
    double unreadable = 0;   ///< share of the reads
    double misdirected = 0;  ///< share of the writes
    Tree inject(Injection& injection) const;
};

/// Groups: nodes of different ones do not reach each other.
PartitionNodes partition(Links::Groups groups);

/// Directed cuts, such as `{n1: [n2, n3]}`: n1 does not reach n2 and n3, which reach it.
PartitionNodes directed_partition(Links::BySender cuts);

/// The same fault as the struct that the name stands for writes it, where the library knows the
/// name. Throws Misuse for arguments that do not fit.
Fault normal_form(const Fault& fault);

}  // namespace sm::fault

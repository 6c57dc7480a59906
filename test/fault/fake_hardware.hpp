#pragma once
/// Clusters in memory whose hardware is harmed, and which remember how it is.

#include <sm/cluster/cluster.hpp>
#include <sm/cluster/delay.hpp>
#include <sm/cluster/disk_fault.hpp>
#include <sm/cluster/hardware.hpp>

#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace sm_test {

class HardwareCluster : public sm::Cluster {
 public:
    std::vector<std::string> nodes() const override { return {"n1", "n2", "n3"}; }
    sm::NodeState state(const std::string&) override { return sm::NodeState::running; }

    std::set<std::string> failing;  // what happens to these nodes throws when it is half done

 protected:
    void fail_if_wanted(const std::string& node) const {
        if (failing.contains(node)) throw std::runtime_error(node + " does not obey");
    }
};

/// As a simulation.
class SimulatedHardware final : public HardwareCluster,
                                public sm::CanSetClock,
                                public sm::CanHarmDisk,
                                public sm::CanSlow,
                                public sm::CanDelay,
                                public sm::CanClog {
 public:
    void step_clock(const std::string& node, sm::Duration by) override { steps[node] += by; }
    void set_drift(const std::string& node, double share) override { drifts[node] = share; }
    void correct_clock(const std::string& node) override {
        steps.erase(node);
        drifts.erase(node);
    }
    void harm_disk(const std::string& node, const sm::DiskHarm& harm) override {
        const bool harms = harm.latency > sm::Duration{} || harm.full || harm.damages();
        latencies.erase(node);
        if (harms) fail_if_wanted(node);
        if (harms) latencies[node] = harm.latency;
    }
    void slow(const std::string& node, sm::Duration each) override { change(slowness, node, each); }
    void delay(const std::vector<sm::Link>& links, sm::Duration by) override {
        for (const auto& [from, to] : links) change(delays, from + to, by);
    }
    void clog(const std::vector<sm::Link>& links) override {
        for (const auto& [from, to] : links) clogged.insert(from + to);
    }
    void unclog(const std::vector<sm::Link>& links) override {
        for (const auto& [from, to] : links) clogged.erase(from + to);
    }

    std::map<std::string, sm::Duration> latencies, slowness, delays, steps;
    std::map<std::string, double> drifts;
    std::set<std::string> clogged;

 private:
    static void change(std::map<std::string, sm::Duration>& all, const std::string& what,
                       sm::Duration to) {
        all.erase(what);
        if (to > sm::Duration{}) all[what] = to;
    }
};

/// As processes on this machine.
class ProcessHardware final : public HardwareCluster,
                              public sm::CanDisconnect,
                              public sm::CanFailCalls,
                              public sm::CanDelaySending {
 public:
    std::vector<std::string> networks(const std::string& node) const override {
        return node == "n1" ? std::vector<std::string>{"http", "raft"}
                            : std::vector<std::string>{"raft"};
    }
    void disconnect(const std::string&, const std::string&) override {}
    void connect(const std::string&, const std::string&) override {}

    void harm_disk(const std::string& node, const sm::DiskFault& fault) override {
        faults.erase(node);
        fail_if_wanted(node);
        faults[node] = fault;
    }
    void heal_disk(const std::string& node) override { faults.erase(node); }
    std::vector<sm::ActiveDiskFault> harmed_disks() override { return {}; }
    std::optional<std::string> unharmable() override { return std::nullopt; }

    void delay(const sm::Delay& wanted) override {
        if (no_netem) throw std::logic_error("this was to be asked first");
        delays.erase({wanted.node, wanted.network});
        if (wanted.latency > sm::Duration{}) delays[{wanted.node, wanted.network}] = wanted.latency;
    }
    std::optional<std::string> undelayable() override { return no_netem; }

    std::map<std::string, sm::DiskFault> faults;
    std::map<std::pair<std::string, std::string>, sm::Duration> delays;
    std::optional<std::string> no_netem;
};

}  // namespace sm_test

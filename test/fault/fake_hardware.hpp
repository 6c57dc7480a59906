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
                                public sm::CanFailDisk,
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
    std::optional<std::string> why_not_set_clock() override { return std::nullopt; }
    void fail_disk(const std::string& node, const sm::DiskFault& fault) override {
        latencies.erase(node);
        fail_if_wanted(node);
        latencies[node] = fault.latency;
    }
    void heal_disk(const std::string& node) override { latencies.erase(node); }
    std::vector<sm::ActiveDiskFault> failing_disks() override { return {}; }
    std::optional<std::string> why_not_fail_disk(const sm::DiskFault&) override {
        return std::nullopt;
    }
    void slow(const std::string& node, sm::Duration each) override { change(slowness, node, each); }
    void delay(const std::vector<sm::Link>& links, const sm::Delay& delay) override {
        for (const auto& [from, to] : links) change(delays, from + to, delay.latency);
    }
    std::optional<std::string> why_not_delay(const std::vector<sm::Link>&,
                                             const sm::Delay&) override {
        return std::nullopt;
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
class ProcessHardware final : public HardwareCluster, public sm::CanFailDisk, public sm::CanDelay {
 public:
    void fail_disk(const std::string& node, const sm::DiskFault& fault) override {
        faults.erase(node);
        fail_if_wanted(node);
        faults[node] = fault;
    }
    void heal_disk(const std::string& node) override { faults.erase(node); }
    std::vector<sm::ActiveDiskFault> failing_disks() override { return {}; }
    std::optional<std::string> why_not_fail_disk(const sm::DiskFault& fault) override {
        if (fault.damages()) return "only simulated disks can be damaged";
        return std::nullopt;
    }

    void delay(const std::vector<sm::Link>& links, const sm::Delay& delay) override {
        if (why_not_delay(links, delay)) throw std::logic_error("this was to be asked first");
        for (const auto& [from, to] : links) delays.erase(from);
        if (delay.latency == sm::Duration{}) return;
        for (const auto& [from, to] : links) delays[from] = delay.latency;
    }
    std::optional<std::string> why_not_delay(const std::vector<sm::Link>& links,
                                             const sm::Delay&) override {
        std::map<std::string, std::size_t> receivers;
        for (const auto& [from, to] : links) ++receivers[from];
        for (const auto& [from, count] : receivers)
            if (count + 1 < nodes().size()) return "not from " + from + " to some only";
        return no_netem;
    }

    std::map<std::string, sm::DiskFault> faults;
    std::map<std::string, sm::Duration> delays;
    std::optional<std::string> no_netem;
};

}  // namespace sm_test

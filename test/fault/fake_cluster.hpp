#pragma once
/// A cluster in memory that does what it is told, remembers it, and fails where it should.

#include <sm/base/misuse.hpp>
#include <sm/cluster/cluster.hpp>
#include <sm/cluster/cut.hpp>
#include <sm/history/outcome.hpp>

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

namespace sm_test {

/// Nodes to which nothing can be done.
class PoorCluster : public sm::Cluster {
 public:
    std::vector<std::string> nodes() const override { return {"n1", "n2", "n3"}; }
    sm::NodeState state(const std::string&) override { return sm::NodeState::running; }
};

class FakeCluster final : public sm::Cluster,
                          public sm::CanStart,
                          public sm::CanStop,
                          public sm::CanKill,
                          public sm::CanPause,
                          public sm::CanWipe,
                          public sm::CanDisconnect,
                          public sm::CanCut {
 public:
    explicit FakeCluster(std::vector<std::string> nodes = {"n1", "n2", "n3"})
        : nodes_(std::move(nodes)) {
        for (const auto& node : nodes_) states[node] = sm::NodeState::running;
    }

    std::vector<std::string> nodes() const override { return nodes_; }
    sm::NodeState state(const std::string& node) override {
        const std::lock_guard lock(mutex_);
        return states.at(node);
    }

    void start(const std::string& node) override {
        become("start", node, sm::NodeState::running, {down, sm::NodeState::created});
    }
    void stop(const std::string& node) override {
        become("stop", node, down, {sm::NodeState::running, sm::NodeState::paused});
    }
    void kill(const std::string& node) override {
        become("kill", node, down, {sm::NodeState::running, sm::NodeState::paused});
    }
    void pause(const std::string& node) override {
        become("pause", node, sm::NodeState::paused, {sm::NodeState::running});
    }
    void unpause(const std::string& node) override {
        become("unpause", node, sm::NodeState::running, {sm::NodeState::paused});
    }
    void wipe(const std::string& node) override {
        become("wipe", node, sm::NodeState::created, {down, sm::NodeState::created});
    }

    std::vector<std::string> networks(const std::string&) const override {
        return {"http", "raft"};
    }
    void disconnect(const std::string& node, const std::string& network) override {
        act("disconnect " + network, node);
        if (!unplugged.emplace(node, network).second) throw sm::Misuse("it is unplugged");
    }
    void connect(const std::string& node, const std::string& network) override {
        act("connect " + network, node);
        if (unplugged.erase({node, network}) == 0) throw sm::Misuse("it is plugged in");
    }

    void cut(const std::vector<sm::Cut>& cuts) override {
        for (const auto& one : cuts) act("cut " + one.from, one.to);
        for (const auto& one : cuts) {
            links[{one.from, one.to}] = one.share;
            networks_cut.insert(one.networks.begin(), one.networks.end());
        }
    }
    void restore(const std::vector<sm::Cut>& cuts) override {
        for (const auto& one : cuts) act("restore " + one.from, one.to);
        for (const auto& one : cuts) links.erase({one.from, one.to});
    }
    void restore_all() override { links.clear(); }
    std::vector<sm::ActiveCut> active_cuts() override { return {}; }
    std::optional<std::string> why_not_cut() override { return std::nullopt; }

    bool untouched() const {
        return links.empty() && unplugged.empty() &&
               std::all_of(states.begin(), states.end(), [](const auto& entry) {
                   return entry.second == sm::NodeState::running;
               });
    }

    static constexpr auto down = sm::NodeState::stopped;
    std::map<std::string, sm::NodeState> states;
    std::map<std::pair<std::string, std::string>, double> links;
    std::set<std::pair<std::string, std::string>> unplugged;
    std::set<std::string> networks_cut;
    std::set<std::string> failing;  // such as "kill n2"
    std::multiset<std::string> tasks;

 private:
    void act(const std::string& verb, const std::string& node) {
        const std::lock_guard lock(mutex_);
        const auto task = verb + " " + node;
        if (failing.contains(task)) throw std::runtime_error("cannot " + task);
        tasks.insert(task);
    }
    void become(const std::string& verb, const std::string& node, sm::NodeState state,
                const std::set<sm::NodeState>& allowed) {
        act(verb, node);
        const std::lock_guard lock(mutex_);
        if (!allowed.contains(states.at(node))) throw sm::Refused("it makes no sense to " + verb);
        states[node] = state;
    }

    std::vector<std::string> nodes_;
    std::mutex mutex_;
};

}  // namespace sm_test

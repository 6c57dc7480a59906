#include "cluster.hpp"

#include <sm/history/outcome.hpp>
#include <sm/os/wait.hpp>

#include <algorithm>
#include <stdexcept>

namespace raft {

namespace {
std::string to_string(NodeId node) { return "n" + std::to_string(node); }
}  // namespace

Cluster::Cluster(const ClusterOptions& setup)
    : simulation_(setup.world, sm::Seed{setup.seed}, setup.raft, roster_),
      client_(simulation_.client(1)) {}

NodeId Cluster::run() { return must_have_leader(); }

void Cluster::start(NodeId node) { net().start(to_string(node)); }
void Cluster::stop(NodeId node) { net().stop(to_string(node)); }
void Cluster::kill(NodeId node) { net().kill(to_string(node)); }
void Cluster::restart(NodeId node) {
    kill(node);
    start(node);
}
void Cluster::pause(NodeId node) { net().pause(to_string(node)); }
void Cluster::resume(NodeId node) { net().unpause(to_string(node)); }
void Cluster::wipe(NodeId node) { net().wipe(to_string(node)); }

const Node& Cluster::node(NodeId node) const {
    const auto found = roster_->find(node);
    if (found == roster_->end()) throw std::runtime_error(to_string(node) + " does not run");
    return *found->second;
}

std::vector<NodeId> Cluster::running() const {
    std::vector<NodeId> nodes;
    for (const auto& [id, node] : *roster_) nodes.push_back(id);
    return nodes;
}

NodeId Cluster::leader() const {
    NodeId leader = 0;
    Term term = 0;
    for (const auto& [id, node] : *roster_) {
        if (node->role() != Role::leader || node->term() < term) continue;
        leader = id;
        term = node->term();
    }
    return leader;
}

NodeId Cluster::must_have_leader() {
    must("there is a leader", [&] { return leader() != 0; });
    return leader();
}

NodeId Cluster::must_have_leader_among(const std::vector<NodeId>& nodes) {
    must("one of them leads",
         [&] { return std::find(nodes.begin(), nodes.end(), leader()) != nodes.end(); });
    return leader();
}

NodeId Cluster::must_have_leader_other_than(NodeId node) {
    must("another leads", [&] { return leader() != 0 && leader() != node; });
    return leader();
}

void Cluster::must_transfer_leader(NodeId to) {
    eventually_done("transfer to " + to_string(to), [&] { client_.transfer_leader(to); });
    must(to_string(to) + " leads", [&] { return leader() == to; });
}

NodeId Cluster::follower() const {
    for (const auto& [id, node] : *roster_) {
        if (id != leader() && node->members().contains(id)) return id;
    }
    throw std::runtime_error("there is no follower");
}

void Cluster::must_put(const std::string& key, const std::string& value) {
    eventually_done("put " + key, [&] { client_.put(key, value); });
}

void Cluster::must_delete(const std::string& key) {
    eventually_done("delete " + key, [&] { client_.remove(key); });
}

/// Not tried again when it is not known whether it was done.
void Cluster::must_append(const std::string& key, const std::string& value) {
    client_.append(key, value);
}

void Cluster::must_get(const std::string& key, const std::string& value) {
    std::optional<std::string> got;
    eventually_done("get " + key, [&] { got = client_.get(key); });
    if (got != value) {
        throw std::runtime_error(key + " should be " + value + " and is " +
                                 got.value_or("not there"));
    }
}

void Cluster::must_get_none(const std::string& key) {
    std::optional<std::string> got;
    eventually_done("get " + key, [&] { got = client_.get(key); });
    if (got) throw std::runtime_error(key + " should not be there and is " + *got);
}

void Cluster::must_add_server(NodeId node) {
    eventually_done("add " + to_string(node), [&] { client_.add_server(node); });
}

void Cluster::must_remove_server(NodeId node) {
    eventually_done("remove " + to_string(node), [&] { client_.remove_server(node); });
}

std::optional<std::string> Cluster::local(NodeId id, const std::string& key) const {
    return node(id).store().get(key);
}

void Cluster::wait_applied_index(NodeId id, Index index) {
    must(to_string(id) + " has applied " + std::to_string(index),
         [&] { return runs(id) && node(id).applied() >= index; });
}

void Cluster::must_agree() {
    must_have_leader();
    must("all that run have applied the same", [&] {
        const auto index = leader() == 0 ? 0 : node(leader()).log().last();
        return index > 0 && std::all_of(roster_->begin(), roster_->end(), [&](const auto& one) {
                   return one.second->applied() == index ||
                          !one.second->members().contains(one.first);
               });
    });
    const auto& first = *roster_->begin()->second;
    for (const auto& [id, other] : *roster_) {
        if (!other->members().contains(id) || other->applied() != first.applied()) continue;
        if (other->store().save() != first.store().save()) {
            throw std::runtime_error(to_string(id) + " has another store than others");
        }
    }
}

void Cluster::must(const std::string& what, const std::function<bool()>& holds,
                   sm::Duration limit) {
    const auto waited = sm::eventually(
        holds, {.limit = limit, .interval = std::chrono::milliseconds{20}}, net().clock());
    if (!waited) throw std::runtime_error("did not come about: " + what);
}

/// Writes here may be done twice without harm.
void Cluster::eventually_done(const std::string& what, const std::function<void()>& attempt) {
    std::string last;
    for (int tries = 0; tries < 10; ++tries) {
        try {
            return attempt();
        } catch (const sm::Refused& refused) {
            last = refused.what();
        } catch (const sm::Unknown& unknown) {
            last = unknown.what();
        }
    }
    throw std::runtime_error("did not succeed: " + what + ": " + last);
}

}  // namespace raft

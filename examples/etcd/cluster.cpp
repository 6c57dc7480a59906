#include "cluster.hpp"

#include <sm/base/misuse.hpp>
#include <sm/history/outcome.hpp>

#include <algorithm>
#include <future>
#include <utility>

#include "../common/patiently.hpp"

namespace etcd {
namespace {

using namespace std::chrono_literals;

constexpr std::uint16_t peer_port = 2380;

std::string url(const std::string& host, std::uint16_t port) {
    return "http://" + host + ":" + std::to_string(port);
}

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const auto& part : parts) text += (text.empty() ? "" : ",") + part;
    return text;
}

std::string to_string(int number) { return "n" + std::to_string(number); }

}  // namespace

Cluster::Cluster(ClusterOptions options)
    : ClusterDecorator(sm::make_cluster(
          options.on ? *options.on : sm::chosen_backend(),
          {.name = "etcd", .networks = {{client_network}, {peer_network}}, .logs = options.logs})),
      options_(std::move(options)),
      nodes_(static_cast<sm::NodeCluster&>(inner())),
      made_(options_.nodes) {
    if (options_.nodes < 1) throw sm::Misuse("ClusterOptions.nodes: a cluster needs at least one");
    nodes_.spawn(sm::nodes(made_, node("new", {})));
    nodes_.await(nodes().back(), [&] { return ready() && first_leads(); },
                 {options_.patience, 5ms});
}

std::string Cluster::peer_url(const std::string& node) {
    return url(nodes_.address(node, peer_network), peer_port);
}

sm::NodeSpec Cluster::node(const char* state, const std::set<std::string>& removed) const {
    const auto arguments = [state, removed, options = options_](const sm::NodeContext& node) {
        const auto peer = [&](const std::string& of) {
            return url(node.address_of(of, peer_network), peer_port);
        };
        std::vector<std::string> members;
        for (const auto& one : node.all)
            if (!removed.contains(one.name)) members.push_back(one.name + "=" + peer(one.name));
        const auto milliseconds = [](auto time) { return std::to_string(time.count()); };
        sm::Arguments all{
            "--name", node.name, "--data-dir", "etcd", "--logger", "zap",
            // Bound to all addresses, as those of a network that is cut are gone meanwhile.
            "--listen-client-urls", url("0.0.0.0", client_port),                        //
            "--listen-peer-urls", url("0.0.0.0", peer_port),                            //
            "--advertise-client-urls", url(node.address(client_network), client_port),  //
            "--initial-advertise-peer-urls", peer(node.name),                           //
            "--initial-cluster", joined(members), "--initial-cluster-state", state,     //
            "--heartbeat-interval", milliseconds(options.timing.heartbeat),             //
            "--election-timeout", milliseconds(options.timing.election)};
        all.insert(all.end(), options.flags.begin(), options.flags.end());
        return all;
    };
    const auto answers = [](sm::NodeCluster& all, const std::string& name) {
        Client(all.endpoint(name, client_port, client_network)).get("any");
        return true;
    };
    return {.program = program(options_.version).string(),
            .arguments = arguments,
            .ready = answers,
            .patience = {options_.patience, 5ms}};
}

bool Cluster::first_leads() {
    const auto said = statuses();
    const auto first = said.find(nodes().front());
    if (first == said.end()) return false;
    for (const auto& [node, status] : said)
        if (status.leader != first->second.member && status.leader == status.member)
            client(node).move_leader(first->second.member);
    const auto follows = [&](const auto& one) { return one.second.leader == first->second.member; };
    const auto now = statuses();
    return now.size() == said.size() && std::all_of(now.begin(), now.end(), follows);
}

bool Cluster::renew() {
    if (!standard_) return false;
    heal();
    if (!sm::eventually([&] { return ready() && first_leads(); }, {5s, 10ms})) return false;
    client(nodes().front()).remove_prefix(prefix());
    const std::lock_guard lock(mutex_);
    ++use_;
    return true;
}

void Cluster::heal() {
    std::set<std::pair<std::string, std::string>> cut;
    {
        const std::lock_guard lock(mutex_);
        cut = cut_;
    }
    nodes_.restore_all();
    for (const auto& [node, network] : cut) connect(node, network);
    std::vector<std::future<void>> coming;
    for (const auto& node : runnable()) {
        const auto now = state(node);
        if (now == sm::NodeState::paused) nodes_.unpause(node);
        if (now == sm::NodeState::running || now == sm::NodeState::paused) continue;
        coming.push_back(std::async(std::launch::async, [this, node] { nodes_.start(node); }));
    }
    for (auto& one : coming) one.get();
}

bool Cluster::ready() {
    const auto all = runnable();
    const auto said = statuses();
    if (said.size() < all.size()) return false;
    const auto leader = said.begin()->second.leader;
    for (const auto& [node, status] : said)
        if (status.leader == 0 || status.leader != leader) return false;
    for (const auto& node : all) client(node).get(prefix());
    return true;
}

std::string Cluster::prefix() const {
    const std::lock_guard lock(mutex_);
    return "use" + std::to_string(use_) + "/";
}

Client Cluster::client(const std::string& node, Limits limits) {
    return Client(nodes_.endpoint(node, client_port, client_network), limits);
}

std::map<std::string, Status> Cluster::statuses() {
    std::vector<std::pair<std::string, std::future<Status>>> coming;
    for (const auto& node : runnable())
        coming.emplace_back(node, std::async(std::launch::async, [this, node] {
                                return client(node, {.connect = 300ms, .answer = 500ms}).status();
                            }));
    std::map<std::string, Status> said;
    for (auto& [node, one] : coming) {
        try {
            said[node] = one.get();
        } catch (const sm::Refused&) {
            continue;  // it cannot say anything now
        }
    }
    const std::lock_guard lock(mutex_);
    for (const auto& [node, status] : said) names_[status.member] = node;
    return said;
}

std::optional<std::string> Cluster::leader() {
    const Status* latest = nullptr;
    const auto said = statuses();
    for (const auto& [node, status] : said)
        if (status.leader != 0 && (latest == nullptr || status.term > latest->term))
            latest = &status;
    if (latest == nullptr) return std::nullopt;
    const std::lock_guard lock(mutex_);
    const auto found = names_.find(latest->leader);
    if (found == names_.end()) return std::nullopt;
    return found->second;
}

std::vector<std::string> Cluster::primaries() {
    std::vector<std::string> leading;
    for (const auto& [node, status] : statuses())
        if (status.leader == status.member) leading.push_back(node);
    return leading;
}

std::vector<Member> Cluster::members() {
    return common::patiently(options_.patience, 20ms, [&] { return members_now(); });
}

std::vector<Member> Cluster::members_now() {
    std::string reason = "no node runs";
    for (const auto& node : runnable()) {
        try {
            return client(node).members();
        } catch (const sm::Refused& refused) {
            reason = refused.what();
        }
    }
    throw sm::Refused("no node tells the members: " + reason);
}

bool Cluster::is_member(const std::string& node) {
    const auto all = members();
    return std::any_of(all.begin(), all.end(), [&](const Member& one) { return one.name == node; });
}

std::string Cluster::member_add() {
    const auto led = leader();
    if (!led) throw sm::Refused("there is no leader who could add a member");
    std::set<std::string> removed;
    std::string name;
    {
        const std::lock_guard lock(mutex_);
        removed = removed_;
        name = to_string(++made_);
        standard_ = false;
    }
    common::patiently(options_.patience, 20ms,
                      [&] { return client(*led).member_add(peer_url(name)); });
    nodes_.spawn(sm::nodes({name}, node("existing", removed)));
    return name;
}

void Cluster::member_remove(const std::string& node) {
    const auto all = members();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Member& one) { return one.name == node; });
    if (found == all.end())
        throw sm::Misuse("node \"" + node + "\" is not a member of the cluster");
    const auto others = runnable();
    const auto other = std::find_if(others.begin(), others.end(), [&](const std::string& one) {
        return one != node && state(one) == sm::NodeState::running;
    });
    if (other == others.end()) throw sm::Refused("no other node runs that could be told");
    {
        const std::lock_guard lock(mutex_);
        standard_ = false;
    }
    common::patiently(options_.patience, 20ms,
                      [&] { return client(*other).member_remove(found->id); });
    const std::lock_guard lock(mutex_);
    removed_.insert(node);
}

/// All nodes but those that the cluster has forgotten.
std::vector<std::string> Cluster::runnable() {
    auto all = nodes_.nodes();
    const std::lock_guard lock(mutex_);
    std::erase_if(all, [&](const std::string& node) { return removed_.contains(node); });
    return all;
}

void Cluster::wipe(const std::string& node) {
    nodes_.wipe(node);
    const std::lock_guard lock(mutex_);
    standard_ = false;  // it may have promised what it now knows nothing of
}

std::vector<std::string> Cluster::networks(const std::string& node) const {
    return nodes_.networks(node);
}

void Cluster::disconnect(const std::string& node, const std::string& network) {
    nodes_.disconnect(node, network);
    const std::lock_guard lock(mutex_);
    cut_.emplace(node, network);
}

void Cluster::connect(const std::string& node, const std::string& network) {
    nodes_.connect(node, network);
    const std::lock_guard lock(mutex_);
    cut_.erase({node, network});
}

}  // namespace etcd

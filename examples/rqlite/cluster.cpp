#include "cluster.hpp"

#include <sm/history/outcome.hpp>
#include <sm/os/wait.hpp>
#include <sm/value/json.hpp>
#include <sm/value/reflect.hpp>

#include <algorithm>
#include <stdexcept>

namespace rqlite {
namespace {

using namespace std::chrono_literals;

constexpr std::uint16_t http_port = 4001;
constexpr std::uint16_t raft_port = 4002;

std::string at_port(const std::string& host, std::uint16_t port) {
    return host + ":" + std::to_string(port);
}

std::string milliseconds(std::chrono::milliseconds time) {
    return std::to_string(time.count()) + "ms";
}

std::size_t index(Node node) { return static_cast<std::size_t>(node); }

std::string quoted(Person person) { return "'" + std::string(sm::enum_name(person)) + "'"; }

std::vector<Person> people_in(const Result& result) {
    std::vector<Person> people;
    for (const auto& row : result.rows) {
        const auto& all = sm::enum_values<Person>();
        const auto found = std::find_if(all.begin(), all.end(), [&](Person person) {
            return sm::enum_name(person) == row.at(0).value_or("");
        });
        if (found == all.end()) throw std::runtime_error("a person that nobody inserted");
        people.push_back(*found);
    }
    return people;
}

}  // namespace

const std::string& Cluster::name(Node node) const { return names_[index(node)]; }

Cluster::Cluster(Patience patience, sm::Backend on)
    : patience_(patience),
      nodes_(sm::make_cluster(on, {.name = "rqlite", .networks = {{"http"}, {"raft"}}})) {}

sm::NodeSpec Cluster::spec(const std::string& name, Timeouts timeouts,
                           const std::optional<std::string>& join) {
    const auto http = nodes_->address(name, "http");
    const auto raft = at_port(nodes_->address(name, "raft"), raft_port);
    sm::Arguments arguments{"-http-addr",
                            at_port("0.0.0.0", http_port),  //
                            "-http-adv-addr",
                            at_port(http, http_port),  //
                            "-raft-addr",
                            raft,  //
                            "-raft-timeout",
                            milliseconds(timeouts.heartbeat),
                            "-raft-election-timeout",
                            milliseconds(timeouts.election),
                            "-on-disk"};
    if (join) {
        const auto member = at_port(nodes_->address(*join, "http"), http_port);
        arguments.insert(arguments.end(), {"-join", "http://" + member});
    }
    arguments.emplace_back("node");
    return {.name = name, .program = RQLITED, .arguments = std::move(arguments)};
}

void Cluster::boot() {
    const auto& leader = name(first_leader);
    const auto &one = name(Node::a), &other = name(Node::b);
    nodes_->spawn(spec(leader, {}, std::nullopt));
    nodes_->create(spec(one, {}, leader));
    nodes_->create(spec(other, {}, leader));
    await_ready(leader);  // before that, whoever wants to join is turned away for 5 s
    create_table(leader);
    nodes_->start(one);
    nodes_->start(other);
    await_ready(one);
    await_ready(other);
    const auto applied = client(leader).status().applied;
    if (!sm::eventually([&] { return all_applied(applied); }, {patience_.ready, 10ms}))
        throw std::runtime_error("rqlite: the followers do not catch up");
}

bool Cluster::renew() {
    if (!standard_ || nodes_->nodes().size() != names_.size()) return false;
    for (const auto& name : names_) {
        const auto state = nodes_->state(name);
        if (is_cut(name)) nodes_->connect(name, "raft");
        if (state == sm::NodeState::paused) {
            nodes_->unpause(name);
        } else if (state != sm::NodeState::running) {
            nodes_->start(name);
        }
    }
    cut_.clear();
    std::optional<std::string> leader;
    const auto agreed = [&] { return (leader = common_leader()).has_value(); };
    if (!sm::eventually(agreed, {3s, 20ms})) return false;
    std::swap(names_[index(first_leader)], *std::find(names_.begin(), names_.end(), *leader));
    create_table(*leader);
    const auto applied = client(*leader).status().applied;
    return sm::eventually([&] { return all_applied(applied); }, {3s, 10ms}) &&
           common_leader() == leader;
}

void Cluster::spawn(Node node, Timeouts timeouts, std::optional<Node> join) {
    const auto member = join ? std::optional(name(*join)) : std::nullopt;
    nodes_->spawn(spec(name(node), timeouts, member));
    standard_ = false;
    await_ready(name(node));
    if (!join) create_table(name(node));
}

void Cluster::respawn(Node node, Timeouts timeouts, std::optional<Node> join) {
    const auto member = join ? std::optional(name(*join)) : std::nullopt;
    nodes_->recreate(spec(name(node), timeouts, member));
    nodes_->start(name(node));
    standard_ = false;
    if (majority_lives()) await_ready(name(node));
}

void Cluster::stop(Node node) { nodes_->kill(name(node)); }

void Cluster::leave(Node node) {
    const auto raft = at_port(nodes_->address(name(node), "raft"), raft_port);
    client(name(node), {.patience = patience_.write}).remove(raft);
    nodes_->kill(name(node));
    standard_ = false;
    const std::lock_guard lock(mutex_);
    left_.insert(name(node));
}

void Cluster::pause(Node node) { nodes_->pause(name(node)); }
void Cluster::unpause(Node node) { nodes_->unpause(name(node)); }

void Cluster::disconnect(Node node) {
    nodes_->disconnect(name(node), "raft");
    const std::lock_guard lock(mutex_);
    cut_.insert(name(node));
}

void Cluster::connect(Node node) {
    nodes_->connect(name(node), "raft");
    const std::lock_guard lock(mutex_);
    cut_.erase(name(node));
}

bool Cluster::insert(Node node, Person person) const {
    // A node that is cut can do nothing but refuse: no use in asking it again.
    const auto patience = is_cut(name(node)) ? Duration{} : patience_.write;
    const auto table = "people" + std::to_string(table_);
    const auto result =
        client(name(node), {.patience = patience})
            .execute("INSERT INTO " + table + "(name) VALUES(" + quoted(person) + ")");
    if (result.error.empty()) return true;
    if (result.error.starts_with("UNIQUE constraint failed")) return false;
    throw std::runtime_error("rqlite: " + result.error);
}

std::vector<Person> Cluster::people(Node node, Level level) const {
    const bool try_again = level != Level::none && !is_cut(name(node));
    const auto patience = try_again ? patience_.read : Duration{};
    const auto table = "people" + std::to_string(table_);
    const auto result = client(name(node), {.patience = patience})
                            .query("SELECT name FROM " + table + " ORDER BY id", level);
    const bool no_table = result.error.starts_with("no such table");
    if (no_table && level == Level::none) return {};  // not even that has reached the node
    if (!result.error.empty()) throw std::runtime_error("rqlite: " + result.error);
    return people_in(result);
}

Client Cluster::client(const std::string& name, Limits limits) const {
    return Client(nodes_->endpoint(name, http_port, "http"), limits);
}

bool Cluster::is_cut(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    return cut_.contains(name);
}

bool Cluster::majority_lives() {
    auto nodes = nodes_->nodes();
    {
        const std::lock_guard lock(mutex_);
        std::erase_if(nodes, [&](const std::string& node) { return left_.contains(node); });
    }
    const auto living = std::count_if(nodes.begin(), nodes.end(), [&](const std::string& node) {
        return nodes_->state(node) == sm::NodeState::running && !is_cut(node);
    });
    return static_cast<std::size_t>(living) > nodes.size() / 2;
}

void Cluster::await_ready(const std::string& name) {
    nodes_->await(name, [&] { return ready(name); }, {patience_.ready, 10ms});
}

bool Cluster::ready(const std::string& name) const {
    try {
        return !client(name).status().leader.empty();
    } catch (const sm::Refused&) {
        return false;
    }
}

std::optional<std::string> Cluster::common_leader() const {
    std::set<std::string> leaders;
    for (const auto& name : names_) leaders.insert(client(name).status().leader);
    if (leaders.size() != 1) return std::nullopt;
    for (const auto& name : names_) {
        if (at_port(nodes_->address(name, "raft"), raft_port) == *leaders.begin()) return name;
    }
    return std::nullopt;
}

void Cluster::create_table(const std::string& leader) {
    const auto table = "people" + std::to_string(++table_);
    const auto result = client(leader, {.patience = patience_.write})
                            .execute("CREATE TABLE " + table +
                                     "(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)");
    if (!result.error.empty()) throw std::runtime_error("rqlite: " + result.error);
}

bool Cluster::all_applied(std::uint64_t index) const {
    return std::all_of(names_.begin(), names_.end(), [&](const std::string& name) {
        return client(name).status().applied >= index;
    });
}

Clusters::Clusters(Patience patience)
    : patience_(patience),
      ready_(std::make_shared<sm::Prefetch<Cluster>>(
          [patience] {
              auto fresh = std::make_unique<Cluster>(patience);
              fresh->boot();
              return fresh;
          },
          sm::PrefetchOptions{.ready = 2, .makers = 2},
          [](Cluster& used) { return used.renew(); })) {}

std::optional<std::string> unusable() { return sm::why_not_usable(sm::chosen_backend()); }

}  // namespace rqlite

#include "simulated.hpp"

#include <sm/history/outcome.hpp>
#include <sm/value/to_string.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace rqlite {
namespace {

using namespace std::chrono_literals;

constexpr const char* table = "people";

/// A read waits at the node that it was sent to, also while that is frozen.
constexpr raft::ClientOptions reading{.patience = 3s, .attempt = 3s};

raft::NodeId id_of(Node node) { return static_cast<raft::NodeId>(node) + 1; }

std::string to_string(Node node) { return "n" + std::to_string(id_of(node)); }

raft::Level level_of(Level level) {
    switch (level) {
        case Level::none:
            return raft::Level::none;
        case Level::weak:
            return raft::Level::weak;
        default:
            return raft::Level::strong;
    }
}

/// A letter for each person.
std::string with(const std::string& people, Person person) {
    return people + static_cast<char>('a' + static_cast<int>(person));
}

std::vector<Person> people_of(const std::string& text) {
    std::vector<Person> people;
    for (const char letter : text) people.push_back(static_cast<Person>(letter - 'a'));
    return people;
}

}  // namespace

Simulated::Simulated(sm::Seed seed) : servers_({.nodes = 3}, seed) {
    auto client = servers_.client(0);
    client.put(table, "");
    client.transfer_leader(id_of(first_leader));
    // Now the others know of it, and have what was written.
    client.clock().wait(1s);
}

Simulated::Client Simulated::client(int worker) { return {*this, servers_.client(worker)}; }

/// Only between servers: each that is cut reaches no other.
void Simulated::set_links() {
    auto& cluster = servers_.cluster();
    cluster.restore_all();
    for (const Node one : cut_) {
        for (const auto& other : cluster.nodes()) {
            if (other == to_string(one)) continue;
            cluster.cut({{to_string(one), other}, {other, to_string(one)}});
        }
    }
}

void Simulated::Client::stop(Node node) { system_.servers_.cluster().kill(to_string(node)); }

void Simulated::Client::respawn(Node node, Timeouts, std::optional<Node>) {
    system_.servers_.cluster().start(to_string(node));
}

void Simulated::Client::pause(Node node) { system_.servers_.cluster().pause(to_string(node)); }

void Simulated::Client::unpause(Node node) { system_.servers_.cluster().unpause(to_string(node)); }

void Simulated::Client::disconnect(Node node) {
    system_.cut_.insert(node);
    system_.set_links();
}

void Simulated::Client::connect(Node node) {
    system_.cut_.erase(node);
    system_.set_links();
}

bool Simulated::Client::insert(Node node, Person person) {
    raft_.set({});
    for (;;) {
        std::string people;
        try {
            people = raft_.get_at(id_of(node), table, raft::Level::strong).value();
        } catch (const sm::Unknown& unknown) {
            throw sm::Refused(unknown.what());  // nothing was written yet
        }
        const auto all = people_of(people);
        if (std::find(all.begin(), all.end(), person) != all.end()) return false;
        if (raft_.cas(table, people, with(people, person))) return true;
    }
}

std::vector<Person> Simulated::Client::people(Node node, Level level) {
    raft_.set(reading);
    return people_of(raft_.get_at(id_of(node), table, level_of(level)).value());
}

}  // namespace rqlite

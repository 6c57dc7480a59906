// Redis 7 and its replicas as local processes: which acknowledged writes outlive a failover, or a
// crash on a slow disk, and which do not.

#include <sm/cluster/backend.hpp>
#include <sm/cluster/connections.hpp>
#include <sm/cluster/process/process_cluster.hpp>
#include <sm/cluster/scoped_cuts.hpp>
#include <sm/sm.hpp>
#include <sm/workload/check_workload.hpp>
#include <sm/workload/commands.hpp>
#include <sm/workload/generators.hpp>

#include <gtest/gtest.h>

#include <atomic>

namespace {
using namespace std::chrono_literals;
const sm::Arguments one{"n0"}, three{"n0", "n1", "n2"};
using Leader = std::atomic<int>;  // its number

/// Nothing for a key that is not there. What Redis answers with an error, it has not done.
std::optional<std::string> reply(sm::Connection& node) {
    const auto line = node.read_line();
    if (line.starts_with('-')) throw sm::Refused(line);
    if (!line.starts_with('$')) return line.substr(1);
    if (line == "$-1") return std::nullopt;
    const auto text = node.read(std::stoul(line.substr(1)) + 2);
    return text.substr(0, text.size() - 2);
}

std::optional<std::string> ask(sm::Connection& node, const std::string& request) {
    node.send(request + "\r\n");
    return reply(node);
}

/// What a node says of itself, by name; "" where it does not say that.
std::string info(sm::Connection& node, const std::string& name) {
    const auto all = "\n" + ask(node, "INFO").value();
    const auto at = all.find("\n" + name + ":") + name.size() + 2;
    return at > name.size() + 1 ? all.substr(at, all.find('\r', at) - at) : "";
}

/// The first node leads; the others are its replicas, and ready once they have its data.
sm::ClusterSpec cluster(const sm::Arguments& nodes, const std::string& fsync = "everysec") {
    sm::NodeSpec node{.program = "redis-server"};
    const auto conf = "save \"\"\nprotected-mode no\nrepl-diskless-sync-delay 0\nappendonly yes\n";
    node.files = {{"conf", conf + ("appendfsync " + fsync)}};
    node.arguments = [](const sm::NodeContext& of) -> sm::Arguments {
        return {"conf", "--replicaof", of.name == "n0" ? "no one" : of.address_of("n0") + " 6379"};
    };
    node.ready = [](sm::NodeCluster& all, const std::string& name) {
        sm::Connection redis(all.endpoint(name, 6379));
        return ask(redis, "PING") == "PONG" && info(redis, "master_link_status") != "down";
    };
    return {.name = "redis", .nodes = sm::nodes(nodes, node)};
}

/// A write is acknowledged once so many replicas have it.
template <int replicas>
class Client {
 public:
    Client(sm::ProcessCluster& cluster, Leader& leader, int) : cluster_(cluster), leader_(leader) {}

    void set(int key, int value) {
        auto& node = at(leader_);
        const auto wait = replicas > 0 ? "WAIT " + std::to_string(replicas) + " 100\r\n" : "";
        node.send("SET " + std::to_string(key) + " " + std::to_string(value) + "\r\n" + wait);
        reply(node);
        if (replicas > 0 && std::stoi(reply(node).value()) < replicas)
            throw sm::Unknown("too few replicas have it yet");
    }
    auto get(int key) { return ask(at(leader_), "GET " + std::to_string(key)); }
    /// The leader is killed, and the replica that has most of its data leads from now on.
    void fail_over() {
        cluster_.kill("n0");
        const auto has = [&](int node) { return std::stoll(info(at(node), "slave_repl_offset")); };
        const int next = has(1) >= has(2) ? 1 : 2;
        ask(at(next), "REPLICAOF NO ONE");
        ask(at(3 - next), "REPLICAOF " + cluster_.address("n" + std::to_string(next)) + " 6379");
        leader_ = next;
    }
    /// From a moment on in which a sync of what was written is under way, if there are any.
    void slow_disk() {
        cluster_.fail_disk("n0", {.calls = {"fdatasync"}, .latency = 1s});
        ask(at(0), "SET other 1");
        static_cast<void>(sm::eventually(
            [&] { return info(at(0), "aof_pending_bio_fsync") == "1"; }, {1200ms, 5ms}));
    }

 private:
    sm::Connection& at(int node) { return nodes_["n" + std::to_string(node)]; }
    sm::ProcessCluster& cluster_;
    Leader& leader_;
    sm::Connections nodes_{cluster_, 6379};
};

struct Model {
    std::map<int, std::string> values;
    bool killed = false, harmed = false;  // the leader; the network or the disk
};

struct Set {
    sm::Below<2> key;
    sm::InRange<1, 9> value;
    void apply(Model& m) const { m.values[key] = std::to_string(value); }
    void run(auto& client) const { client.set(key, value); }
};
enum class Ask { always, after_kill };
template <Ask when>
struct Get {
    sm::Below<2> key;
    static constexpr bool read_only = true;
    bool pre(const Model& m) const { return when == Ask::always || m.killed; }
    std::optional<std::string> apply(Model& m) const { return sm::find(m.values, key); }
    auto run(auto& client) const { return client.get(key); }
};
struct Cut {
    bool pre(const Model& m) const { return !m.harmed && !m.killed; }
    void apply(Model& m) const { m.harmed = true; }
    void run(auto& client) const { client.cluster().cut(sm::cuts_around("n0", three)); }
};
struct FailOver {
    bool pre(const Model& m) const { return !m.killed; }
    void apply(Model& m) const { m.killed = true; }
    void run(auto& client) const { client.fail_over(); }
};
struct SlowDisk {
    bool pre(const Model& m) const { return !m.harmed; }
    void apply(Model& m) const { m.harmed = true; }
    void run(auto& client) const { client.slow_disk(); }
};
struct Crash {
    bool pre(const Model& m) const { return !m.killed; }
    void apply(Model& m) const { m.killed = true; }
    void run(auto& client) const { client.cluster().crash_and_restart("n0"); }
};
template <Ask when>
using Failing = std::variant<Set, Get<when>, Cut, FailOver>;
using OnDisk = std::variant<Set, Get<Ask::always>, SlowDisk, Crash>;

class RealRedis : public testing::TestWithParam<std::size_t> {  // so many workers
 protected:
    void SetUp() override {
        if (const auto why = sm::why_not_usable(sm::Backend::process, cluster(three)))
            GTEST_SKIP() << *why;
    }
    /// As many commands for each worker; nothing is lost but by all kinds of them together.
    template <class Cmd, int replicas>
    static auto check(const sm::ClusterSpec& spec, std::uint64_t programs = 400) {
        return sm::check<Cmd>(sm::processes<Client<replicas>, Leader>(spec),
                              {.programs = programs,
                               .length = 12 * GetParam(),
                               .workers = GetParam(),
                               .shrink = {.time = 20s},
                               .swarm = false});
    }
    /// In the manner of Jepsen: writes and faults, and then reads.
    template <int replicas>
    static auto run(const sm::gen::Generator& work, std::uint64_t programs) {
        const auto reads = sm::gen::commands<std::variant<Get<Ask::always>>>();
        const sm::gen::Generator all =
            sm::gen::phases({sm::gen::clients(sm::gen::limit(40, sm::gen::stagger(5ms, work))),
                             sm::gen::clients(sm::gen::limit(10, reads))});
        return sm::check_workload<Failing<Ask::always>>(
            sm::processes<Client<replicas>, Leader>(cluster(three)), {all},
            {.check = {.programs = programs, .workers = 3, .shrink = {.time = 20s}}});
    }
};
INSTANTIATE_TEST_SUITE_P(Workers, RealRedis, testing::Values(1, 3));

TEST_P(RealRedis, LosesAcknowledgedWritesAtAFailover) {
    EXPECT_FALSE((check<Failing<Ask::always>, 0>(cluster(three))));  // cut, set, fail over, get
}

TEST_P(RealRedis, KeepsWhatAReplicaHasAcknowledged) {
    EXPECT_TRUE((check<Failing<Ask::after_kill>, 1>(cluster(three), 40)));
}

TEST_P(RealRedis, AnswersWithWritesThatAreNotAcknowledgedYetAndLost) {
    EXPECT_FALSE((check<Failing<Ask::always>, 1>(cluster(three))));  // set, get, fail over, get
}

TEST_P(RealRedis, LosesWhatASlowDiskHeldUp) { EXPECT_FALSE((check<OnDisk, 0>(cluster(one)))); }
TEST_P(RealRedis, KeepsWhatIsSynced) { EXPECT_TRUE((check<OnDisk, 0>(cluster(one, "always"), 6))); }

TEST_F(RealRedis, LosesAcknowledgedWritesInALongRun) {
    EXPECT_FALSE((run<0>(sm::gen::commands<Failing<Ask::always>>(), 200)));
}

TEST_F(RealRedis, KeepsThemInALongRunIfAReplicaHasThem) {
    EXPECT_TRUE((run<1>(sm::gen::commands<std::variant<Set, Cut, FailOver>>(), 20)));
}

}  // namespace

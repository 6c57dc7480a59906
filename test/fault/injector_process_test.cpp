// Faults by name on local processes, whose disks and networks can be harmed from outside.
#include <sm/cluster/process/process_cluster.hpp>
#include <sm/cluster/unsupported.hpp>
#include <sm/fault/commands.hpp>
#include <sm/fault/injector.hpp>
#include <sm/os/wait.hpp>
#include <sm/value/to_string.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace {

using namespace std::chrono_literals;
using sm::fault::Injector;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// A node that writes a line to a file and syncs it, again and again, and says whether that worked.
constexpr const char* writer = R"sh(
n=0
while :; do
    n=$((n + 1))
    dd if=/dev/zero of=log bs=10 count=1 conv=fsync,notrunc 2>/dev/null &&
        echo "$n synced" || echo "$n failed"
    sleep 0.01
done
)sh";

sm::Fault fault(const char* name, const char* arguments) {
    return {name, sm::parse_tree(arguments)};
}

std::string error_of(Injector& injector, const sm::Fault& fault) {
    try {
        injector.inject(fault);
    } catch (const sm::Unsupported& error) {
        return error.what();
    }
    return "it was done";
}

/// A client, as the commands of a test have it.
struct Client {
    Injector& injector() { return injector_; }

    sm::ProcessCluster cluster{
        {.nodes = {{.name = "n1", .program = "/bin/sh", .arguments = {"-c", writer}}},
         .isolation = sm::Isolation::loopback}};
    Injector injector_{cluster};
};

class ProcessDisksByName : public testing::Test {
 protected:
    void SetUp() override {
        if (const auto why = client.cluster.why_not_fail_disk({})) GTEST_SKIP() << *why;
    }

    /// The last round that ended so.
    int last(const std::string& ending) {
        int round = 0;
        std::istringstream lines(client.cluster.last_lines("n1", 100));
        for (std::string line; std::getline(lines, line);)
            if (line.ends_with(ending)) round = std::max(round, std::stoi(line));
        return round;
    }

    /// Waits until a round ends so that has begun after now.
    bool comes_to(const std::string& ending) {
        const int since = last("") + 2;
        return sm::eventually([&] { return last(ending) >= since; },
                              {.limit = 20s, .interval = 5ms})
            .held;
    }

    Client client;
};

TEST_F(ProcessDisksByName, AFullDiskIsStruckAndHealed) {
    ASSERT_TRUE(comes_to("synced"));
    client.injector().inject(fault("disk", "{nodes: [n1], full: true}"));
    EXPECT_TRUE(comes_to("failed"));
    client.injector().heal("disk");
    EXPECT_TRUE(comes_to("synced"));
    EXPECT_THAT(client.cluster.failing_disks(), IsEmpty());
}

TEST_F(ProcessDisksByName, ASlowDiskIsStruckAndHealed) {
    client.injector().inject(fault("disk", "{nodes: [n1], latency: 200ms}"));
    ASSERT_TRUE(comes_to("synced"));
    const auto begin = sm::steady().now();
    ASSERT_TRUE(comes_to("synced"));
    EXPECT_GE(sm::steady().now() - begin, sm::Duration(200ms));
    ASSERT_THAT(client.cluster.failing_disks(), SizeIs(1));
    EXPECT_GE(client.cluster.failing_disks()[0].hits, 2U);
    client.injector().heal("disk");
    EXPECT_THAT(client.cluster.failing_disks(), IsEmpty());
}

TEST_F(ProcessDisksByName, CommandsHarmDisks) {
    struct Model {};
    sm::fault::SlowDisk<Model, 1>{{.node = 1, .milliseconds = 1}}.run(client);
    EXPECT_THAT(client.cluster.failing_disks(), SizeIs(1));
    sm::fault::FullDisk<Model, 1>{{.node = 1}}.run(client);
    EXPECT_TRUE(comes_to("failed"));
    sm::fault::Heal<Model>{}.run(client);
    EXPECT_TRUE(comes_to("synced"));
}

TEST(InjectorOnProcesses, TellsWhatOnlySimulatedDisksCan) {
    Client client;
    EXPECT_THAT(error_of(client.injector(), fault("disk", "{nodes: [n1], unreadable: 0.1}")),
                HasSubstr("only simulated disks support that"));
}

TEST(InjectorOnProcesses, TellsWhyNothingCanBeDelayedBetweenLoopbackAddresses) {
    sm::ProcessCluster cluster({.nodes = {{.name = "a", .program = "sleep", .arguments = {"60"}},
                                          {.name = "b", .program = "sleep", .arguments = {"60"}}},
                                .isolation = sm::Isolation::loopback});
    Injector injector(cluster);
    EXPECT_THAT(error_of(injector, fault("delay", R"({by: 100ms, links: {"a": ["b"]}})")),
                HasSubstr("packets cannot be held back between nodes on loopback addresses"));
    EXPECT_THAT(injector.active(), IsEmpty());
}

TEST(InjectorOnProcesses, DelaysWhatANodeSendsWhereTheKernelCan) {
    sm::ProcessCluster cluster({.nodes = {{.name = "a", .program = "sleep", .arguments = {"60"}},
                                          {.name = "b", .program = "sleep", .arguments = {"60"}}}});
    Injector injector(cluster);
    const auto delay = fault("delay", "{by: 100ms, links: {a: all}}");
    if (const auto why = cluster.why_not_delay({}, {})) {
        EXPECT_THAT(error_of(injector, delay), HasSubstr(*why));
        GTEST_SKIP() << *why;
    }
    injector.inject(delay);
    const auto rules = [&] { return cluster.exec("a", {"tc", "qdisc", "show"}).out; };
    EXPECT_THAT(rules(), HasSubstr("netem"));
    injector.heal("delay");
    EXPECT_THAT(rules(), testing::Not(HasSubstr("netem")));
}

}  // namespace

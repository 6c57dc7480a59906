// All faults as commands, by the same code in simulation, on local processes and in containers.
#include <sm/cluster/docker/docker_cluster.hpp>
#include <sm/cluster/process/process_cluster.hpp>
#include <sm/cluster/unsupported.hpp>
#include <sm/fault/commands.hpp>
#include <sm/simulation/simulation.hpp>
#include <sm/sm.hpp>
#include <sm/value/to_string.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "cluster/process/process_support.hpp"
#include "simulation/counters.hpp"

namespace {

using namespace std::chrono_literals;
using sm::NodeState;
using testing::HasSubstr;
using testing::IsEmpty;

struct Model {};

/// Every command that there is.
template <class M>
using Faults = std::variant<sm::fault::Kill<M>, sm::fault::Stop<M>, sm::fault::Start<M>,
                            sm::fault::StartAll<M>, sm::fault::Pause<M>, sm::fault::Unpause<M>,
                            sm::fault::Cut<M>, sm::fault::Restore<M>, sm::fault::Partition<M>,
                            sm::fault::CutLink<M>, sm::fault::Clog<M>, sm::fault::Delay<M>,
                            sm::fault::DelayAll<M>, sm::fault::Loss<M>, sm::fault::StepClock<M>,
                            sm::fault::DriftClock<M>, sm::fault::Slow<M>, sm::fault::SlowDisk<M>,
                            sm::fault::FullDisk<M>, sm::fault::DamageDisk<M>, sm::fault::Heal<M>>;

/// One of each, in an order in which each makes sense; all nodes are well after the last.
const std::vector<Faults<Model>>& all_faults() {
    static const std::vector<Faults<Model>> all{
        sm::fault::Kill<Model>{{.node = 1}},
        sm::fault::Start<Model>{{.node = 1}},
        sm::fault::Stop<Model>{{.node = 2}},
        sm::fault::StartAll<Model>{},
        sm::fault::Pause<Model>{{.node = 3}},
        sm::fault::Unpause<Model>{{.node = 3}},
        sm::fault::Cut<Model>{{.node = 1}},
        sm::fault::Restore<Model>{{.node = 1}},
        sm::fault::Partition<Model>{{.side = {1, 2}}},
        sm::fault::CutLink<Model>{{.from = 1, .to = 2}},
        sm::fault::Loss<Model>{{.percent = 50}},
        sm::fault::Clog<Model>{{.from = 1, .to = 2}},
        sm::fault::Delay<Model>{{.from = 1, .to = 2, .milliseconds = 1}},
        sm::fault::DelayAll<Model>{{.milliseconds = 1}},
        sm::fault::StepClock<Model>{{.node = 1, .milliseconds = 1}},
        sm::fault::DriftClock<Model>{{.node = 1, .percent = 1}},
        sm::fault::Slow<Model>{{.node = 1, .milliseconds = 1}},
        sm::fault::SlowDisk<Model>{{.node = 1, .milliseconds = 1}},
        sm::fault::FullDisk<Model>{{.node = 1}},
        sm::fault::DamageDisk<Model>{{.node = 1}},
        sm::fault::Heal<Model>{},
    };
    return all;
}
static_assert(std::variant_size_v<Faults<Model>> == 21, "a new command belongs into the list");

/// A client of real programs, of whose cluster alone this is about.
struct Client {
    template <class Cluster>
    Client(Cluster&, int) {}
};

// Workloads inject faults into systems, commands into what clients belong to.
static_assert(sm::fault::HasInjector<sm::ProcessSystem<Client>>);
static_assert(sm::fault::HasInjector<sm::DockerSystem<Client>>);
static_assert(sm::fault::HasInjector<sm::simulation::Simulation<counters::Counter>>);
static_assert(!sm::fault::HasInjector<Client>);

sm::ClusterSpec three_processes() {
    sm::ClusterSpec spec;
    for (const char* name : {"n1", "n2", "n3"}) spec.nodes.push_back(sm_test::process(name));
    return spec;
}

sm::ClusterSpec three_containers() {
    sm::ClusterSpec spec;
    for (const char* name : {"n1", "n2", "n3"}) spec.nodes.push_back(sm_test::node(name));
    return spec;
}

/// Runs each; what the system lacks for it, by the name of the command.
std::map<std::string, std::string> run_each(auto client) {
    std::map<std::string, std::string> unsupported;
    for (const auto& one : all_faults())
        std::visit(
            [&]<class Command>(const Command& command) {
                try {
                    command.run(client);
                } catch (const sm::Unsupported& why) {
                    unsupported[Command::sm_type_name()] = why.what();
                }
            },
            one);
    for (const auto& node : client.cluster().nodes())
        EXPECT_EQ(client.cluster().state(node), NodeState::running) << node;
    EXPECT_THAT(sm::fault::injector_of(client).active(), IsEmpty());
    return unsupported;
}

/// Those that real programs lack in any case, and more that this machine may lack.
void expect_unsupported(const std::map<std::string, std::string>& unsupported,
                        std::map<std::string, std::string> expected) {
    expected.insert({{"Clog", "sm::CanClog"},
                     {"StepClock", "sm::CanSetClock"},
                     {"DriftClock", "sm::CanSetClock"},
                     {"Slow", "sm::CanSlow"}});
    for (const auto& [name, why] : expected) {
        ASSERT_TRUE(unsupported.contains(name)) << name << " was done";
        EXPECT_THAT(unsupported.at(name), HasSubstr(why)) << name;
    }
    for (const auto& [name, why] : unsupported) EXPECT_TRUE(expected.contains(name)) << name << why;
}

void expect_no_cuts(std::map<std::string, std::string>& expected, const std::string& why) {
    for (const char* name : {"Cut", "Partition", "CutLink", "Loss"}) expected[name] = why;
}

TEST(FaultsInSimulation, AllCanBeDone) {
    sm::simulation::Simulation<counters::Counter> simulation({.nodes = 3}, sm::Seed{1});
    EXPECT_THAT(run_each(simulation.client(1)), IsEmpty());
}

class FaultsOnProcesses : public sm_test::ProcessTest {};

TEST_F(FaultsOnProcesses, AllAreDoneOrSayWhyNot) {
    auto system = sm::processes<Client>(three_processes())();
    auto& cluster = system.cluster();
    std::map<std::string, std::string> expected{
        {"Delay", "delays all links of a sender alike"},
        {"DamageDisk", "only simulated disks support that"}};
    if (const auto why = cluster.why_not_cut()) expect_no_cuts(expected, *why);
    if (const auto why = cluster.why_not_delay({}, {})) expected["DelayAll"] = *why;
    if (const auto why = cluster.why_not_fail_disk({}))
        expected["SlowDisk"] = expected["FullDisk"] = *why;
    expect_unsupported(run_each(system.client(1)), expected);
}

class FaultsInDocker : public sm_test::DockerTest {};

TEST_F(FaultsInDocker, AllAreDoneOrSayWhyNot) {
    auto system = sm::docker<Client>(three_containers())();
    std::map<std::string, std::string> expected{{"Delay", "sm::CanDelay"},
                                                {"DelayAll", "sm::CanDelay"},
                                                {"SlowDisk", "sm::CanFailDisk"},
                                                {"FullDisk", "sm::CanFailDisk"},
                                                {"DamageDisk", "sm::CanFailDisk"}};
    if (const auto why = system.cluster().why_not_cut()) expect_no_cuts(expected, *why);
    expect_unsupported(run_each(system.client(1)), expected);
}

// -- a model that cares

struct Nodes {
    sm::fault::NodeStates<3> states;
    int looks = 0;
};

/// Which nodes are down and frozen, as the cluster says.
struct Look {
    using Seen = std::vector<std::vector<int>>;

    Seen apply(Nodes& nodes) const {
        ++nodes.looks;
        return {{nodes.states.stopped.begin(), nodes.states.stopped.end()},
                {nodes.states.paused.begin(), nodes.states.paused.end()}};
    }
    Seen run(auto& client) const {
        Seen seen(2);
        for (int node = 1; node <= 3; ++node) {
            const auto state = client.cluster().state("n" + std::to_string(node));
            if (state == NodeState::stopped) seen[0].push_back(node);
            if (state == NodeState::paused) seen[1].push_back(node);
        }
        return seen;
    }
    static int weight(const Nodes&) { return sm::fault::weight_of_calls; }
};

using NodeCmd =
    std::variant<Look, sm::fault::Kill<Nodes>, sm::fault::Stop<Nodes>, sm::fault::Start<Nodes>,
                 sm::fault::StartAll<Nodes>, sm::fault::Pause<Nodes>, sm::fault::Unpause<Nodes>>;

TEST(FaultsInSimulation, KeepTheStatesOfNodesInAModel) {
    EXPECT_TRUE(sm::check<NodeCmd>(sm::simulated<counters::Counter>({.nodes = 3}),
                                   {.programs = 200, .length = 30, .corpus = ""}));
    EXPECT_TRUE(sm::check<NodeCmd>(sm::simulated<counters::Counter>({.nodes = 3}),
                                   {.programs = 100, .length = 20, .workers = 3, .corpus = ""}));
}

TEST_F(FaultsOnProcesses, KeepTheStatesOfNodesInAModel) {
    EXPECT_TRUE(sm::check<NodeCmd>(sm::processes<Client>(three_processes()),
                                   {.programs = 3, .length = 25, .corpus = ""}));
}

TEST_F(FaultsInDocker, KeepTheStatesOfNodesInAModel) {
    EXPECT_TRUE(sm::check<NodeCmd>(sm::docker<Client>(three_containers()),
                                   {.programs = 2, .length = 15, .corpus = ""}));
}

/// A model that does not keep them hears nothing of faults; the system is healed at its end.
TEST_F(FaultsOnProcesses, AreUndoneBeforeTheClusterIsTornDown) {
    auto system = sm::processes<Client>(three_processes())();
    auto client = system.client(1);
    sm::fault::Kill<Model>{{.node = 2}}.run(client);
    EXPECT_EQ(system.cluster().state("n2"), NodeState::stopped);
    system.companions().end();
    EXPECT_EQ(system.cluster().state("n2"), NodeState::running);
    system.tear_down();
}

// -- what clients share

struct Leader {
    struct Shared {
        std::atomic<int> looks = 0;
    };
    template <class Cluster>
    Leader(Cluster&, Shared&, int) {}
};

TEST_F(FaultsOnProcesses, ClientsOfOneSystemShareAStruct) {
    const auto make = sm::processes<Leader>(sm::ClusterSpec{});
    auto one = make(), other = make();
    ++one.client(1).shared().looks;
    ++one.client(2).shared().looks;
    EXPECT_EQ(one.client(3).shared().looks, 2);
    EXPECT_EQ(other.client(1).shared().looks, 0);
}

}  // namespace

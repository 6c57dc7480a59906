#include <sm/cluster/system.hpp>
#include <sm/fault/command.hpp>
#include <sm/fault/commands.hpp>
#include <sm/fault/injector_of.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "fault/fake_cluster.hpp"

namespace {

using sm_test::FakeCluster;
using testing::ElementsAre;

/// A cluster as a system has it, in which somebody leads.
class Led : public sm::ClusterDecorator {
 public:
    Led() : ClusterDecorator(std::make_unique<FakeCluster>()) {}
    FakeCluster& fake() const { return static_cast<FakeCluster&>(inner()); }
    void tear_down() { was_untouched = fake().untouched(); }

    std::string leader = "n2";
    bool was_untouched = false;
};

/// A fault of the user's own.
struct Depose {
    static constexpr std::string_view fault_name = "depose";
    std::string successor{};
    void inject(sm::fault::Injection& injection) const { injection.need<Led>().leader = successor; }
};

/// Its class says how faults are injected into its cluster.
struct Client {
    static sm::fault::InjectorOptions faults(Led& cluster) {
        ++asked;
        return {.node_selectors = {{"primaries",
                                    [&cluster] { return sm::fault::Nodes{cluster.leader}; }}},
                .networks = {"raft"},
                .kinds = {sm::fault::kind_of<Depose>()}};
    }
    static inline int asked = 0;

    Client(Led&, int) {}
};

/// Likewise, of any cluster, with a place that clients share.
struct SharingClient {
    struct Shared {};
    template <class Cluster>
    static sm::fault::InjectorOptions faults(Cluster& cluster) {
        return {.node_selectors = {
                    {"last", [&cluster] { return sm::fault::Nodes{cluster.nodes().back()}; }}}};
    }
    SharingClient(Led&, Shared&, int) {}
};

struct PlainClient {
    PlainClient(Led&, int) {}
};

template <class C>
auto system_of() {
    return sm::clusters<C>([] { return std::make_unique<Led>(); })();
}

TEST(InjectorOf, AsksTheQuestionsOfTheClientsClass) {
    auto system = system_of<Client>();
    auto& injector = sm::fault::injector_of(system);
    injector.inject(sm::fault::KillNodes{{"primaries"}});
    system.cluster().leader = "n3";
    injector.inject(sm::fault::KillNodes{{"primaries"}});
    EXPECT_THAT(system.cluster().fake().tasks, ElementsAre("kill n2", "kill n3"));
}

TEST(InjectorOf, CutsTheNetworksThatTheClientsClassNames) {
    auto system = system_of<Client>();
    sm::fault::injector_of(system).inject(sm::fault::partition({{"n1"}, {"n2", "n3"}}));
    EXPECT_THAT(system.cluster().fake().networks_cut, ElementsAre("raft"));
}

TEST(InjectorOf, KnowsTheFaultsOfTheClientsClass) {
    auto system = system_of<Client>();
    sm::fault::injector_of(system).inject(Depose{"n3"});
    EXPECT_EQ(system.cluster().leader, "n3");
}

TEST(InjectorOf, IsOneForASystemAndAllOfItsClients) {
    Client::asked = 0;
    auto system = system_of<Client>();
    auto one = system.client(1);
    auto other = system.client(2);
    EXPECT_EQ(&sm::fault::injector_of(one), &sm::fault::injector_of(system));
    EXPECT_EQ(&sm::fault::injector_of(one), &sm::fault::injector_of(other));
    EXPECT_EQ(Client::asked, 1);
    auto another = system_of<Client>();
    EXPECT_NE(&sm::fault::injector_of(another), &sm::fault::injector_of(system));
}

struct Model {};

/// A command of the user's that hits whoever leads.
struct KillPrimary {
    sm::Fault fault() const { return sm::fault::KillNodes{{"primaries"}}; }
};

TEST(InjectorOf, ServesCommandsToo) {
    auto system = system_of<Client>();
    auto client = system.client(1);
    sm::fault::Command<KillPrimary, Model>{}.run(client);
    EXPECT_THAT(system.cluster().fake().tasks, ElementsAre("kill n2"));
}

TEST(InjectorOf, IsMadeWithTheOptionsOfAClientThatSharesAPlace) {
    auto system = system_of<SharingClient>();
    sm::fault::injector_of(system).inject(sm::fault::PauseNodes{{"last"}});
    EXPECT_EQ(system.cluster().state("n3"), sm::NodeState::paused);
}

TEST(InjectorOf, WithoutOptionsKnowsNoQuestion) {
    auto system = system_of<PlainClient>();
    EXPECT_THROW(sm::fault::injector_of(system).inject(sm::fault::KillNodes{{"primaries"}}),
                 sm::Misuse);
}

TEST(InjectorOf, UndoesFaultsBeforeTheClusterIsTornDown) {
    auto system = system_of<Client>();
    auto& injector = sm::fault::injector_of(system);
    injector.inject(sm::fault::partition({{"n1"}, {"n2", "n3"}}));
    injector.inject(sm::fault::PauseNodes{{"primaries"}});
    system.tear_down();
    EXPECT_TRUE(system.cluster().was_untouched);
}

}  // namespace

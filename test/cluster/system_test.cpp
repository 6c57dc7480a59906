#include <sm/cluster/system.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <memory>

namespace {

struct OneCluster {
    int number = 7;
    void tear_down() {}
};

struct Counter {
    std::atomic<int> calls = 0;
};

struct Client {
    Client(OneCluster&, Counter& shared, int number) : counter(shared), worker(number) {}
    int count() const { return ++counter.calls; }

    Counter& counter;
    int worker = 0;
};

TEST(ClusterSystem, GivesItsClientsAPlaceThatTheyShare) {
    const auto make = sm::clusters<Client, Counter>([] { return std::make_unique<OneCluster>(); });
    auto system = make();
    const auto one = system.client(1), other = system.client(2);
    EXPECT_EQ(one.count(), 1);
    EXPECT_EQ(other.count(), 2);
    EXPECT_EQ(other.worker, 2);
    EXPECT_EQ(system.shared().calls, 2);
}

TEST(ClusterSystem, GivesEachSystemAPlaceOfItsOwn) {
    const auto make = sm::clusters<Client, Counter>([] { return std::make_unique<OneCluster>(); });
    auto first = make();
    first.client(1).count();
    EXPECT_EQ(make().shared().calls, 0);
}

struct OfTheCluster {
    explicit OfTheCluster(OneCluster& cluster) : number(cluster.number) {}
    int number = 0;
};
struct Plain {
    Plain(OneCluster&, int) {}
};

TEST(ClusterSystem, MakesWhatIsSharedOfTheClusterWhereItTakesOne) {
    const auto make =
        sm::clusters<Plain, OfTheCluster>([] { return std::make_unique<OneCluster>(); });
    auto system = make();
    EXPECT_EQ(system.shared().number, 7);
    EXPECT_EQ(system.client(1).shared().number, 7);
}

/// One that can be used again, which is never torn down in between.
struct Lasting {
    explicit Lasting(std::atomic<int>& made) : number(++made) {}
    bool renew() { return ++renewed > 0; }
    int number;
    int renewed = 0;
};
struct OfLasting {
    OfLasting(Lasting&, int) {}
};

TEST(ClusterSystem, UsesAClusterAgainThatCanBeRenewed) {
    std::atomic<int> made = 0;
    const auto make = sm::clusters<OfLasting>([&] { return std::make_unique<Lasting>(made); });
    for (int i = 0; i < 10; ++i) {
        auto system = make();
        system.client(1);
        system.tear_down();
        EXPECT_LE(system.cluster().number, 2);
    }
    EXPECT_LE(made, 2) << "one in use, and one ready";
}

}  // namespace

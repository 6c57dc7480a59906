#include "simulation/buggify.hpp"

#include <sm/simulation/buggify.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "simulation/posts.hpp"

namespace {

TEST(Buggify, IsFalseOutsideOfASimulation) {
    for (int visit = 0; visit < 1000; ++visit) EXPECT_FALSE(sm::buggify("place"));
}

TEST(Buggify, IsOnInAQuarterOfTheRunsAndThenTrueInAQuarterOfTheVisits) {
    int runs = 0;
    int fired = 0;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        sm::detail::Buggify buggify(true, sm::Seed{seed});
        int here = 0;
        for (int visit = 0; visit < 100; ++visit) here += buggify.fires("place") ? 1 : 0;
        runs += here > 0 ? 1 : 0;
        fired += here;
    }
    EXPECT_NEAR(runs, 250, 50);
    EXPECT_NEAR(fired, 25 * runs, 2 * runs);
}

TEST(Buggify, DecidesForEachPlaceByItself) {
    sm::detail::Buggify one(true, sm::Seed{3});
    sm::detail::Buggify other(true, sm::Seed{3});
    for (int visit = 0; visit < 100; ++visit) {
        static_cast<void>(other.fires("another"));
        EXPECT_EQ(one.fires("place"), other.fires("place"));
    }
}

TEST(Buggify, IsNeverTrueWhenItIsNotWanted) {
    sm::detail::Buggify buggify(false, sm::Seed{1});
    for (int place = 0; place < 1000; ++place) EXPECT_FALSE(buggify.fires(std::to_string(place)));
}

/// Counts in which runs a place in it fires.
struct Visitor {
    using Message = int;
    struct Client {
        explicit Client(sm::simulation::Mailbox<int>&) {}
    };
    Visitor(sm::simulation::Host<int>& host, int* given) : fired(given) { host.set_timer(0, {}); }
    void receive(sm::simulation::NodeId, int) {}
    void timer(sm::simulation::TimerId) {
        for (int visit = 0; visit < 20; ++visit) *fired += sm::buggify("place") ? 1 : 0;
    }
    int* fired;
};

int runs_with(bool wanted) {
    int runs = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        int fired = 0;
        sm::simulation::Simulation<Visitor> simulation({.nodes = 1, .buggify = wanted},
                                                       sm::Seed{seed}, &fired);
        simulation.cluster().clock().wait(std::chrono::seconds{1});
        EXPECT_FALSE(sm::buggify("place"));
        runs += fired > 0 ? 1 : 0;
    }
    return runs;
}

TEST(Buggify, FiresInReplicasOfASimulation) {
    EXPECT_NEAR(runs_with(true), 50, 25);
    EXPECT_EQ(runs_with(false), 0);
}

}  // namespace

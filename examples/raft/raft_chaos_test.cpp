// Writes while messages are lost, late, doubled and overtaken and servers crash, all by chance:
// what was acknowledged is there in the end, once and in order.

#include "scenario.hpp"

namespace {

using namespace raft;
namespace filter = sm::simulation::filter;

class RaftChaos : public Scenario {
 protected:
    /// All the filters that a test puts on must have had something to do.
    template <class Filter>
    void afflict(const Filter& filter) {
        filters_.push_back(on_all(filter));
    }
    /// Ends the faults, and looks at what came of it.
    void finish(Ledger& ledger, std::size_t at_least) {
        for (auto& filters : filters_) {
            const auto counts = sum(filters);
            EXPECT_GT(counts.seen, 50U);
            seen_.push_back(counts);
            remove(filters);
        }
        EXPECT_GE(ledger.acknowledged(), at_least);
        ledger.check();
    }
    const sm::simulation::FilterCounts& seen(std::size_t number) const { return seen_.at(number); }

    /// Kills, cuts and heals by chance between writes.
    void storm(Ledger& ledger, int turns, bool kills, bool cuts) {
        sm::Random random(99);
        const auto nodes = static_cast<std::uint64_t>(net().nodes().size());
        for (int turn = 0; turn < turns; ++turn) {
            ledger.write();
            const auto node = static_cast<NodeId>(random.below(nodes)) + 1;
            const auto what = random.below(4);
            if (kills && what == 0 && cluster().runs(node)) cluster().kill(node);
            if (kills && what == 1) start_all();
            if (cuts && what == 2) cuts_.push_back(net().isolate(node));
            if (cuts && what == 3) heal_all();
        }
        heal_all();
        start_all();
    }
    std::uint64_t cut_off() const { return cut_off_; }

 private:
    void start_all() {
        for (NodeId node = 1; node <= static_cast<NodeId>(net().nodes().size()); ++node) {
            if (!cluster().runs(node)) cluster().start(node);
        }
    }
    void heal_all() {
        for (auto& cut : cuts_) {
            cut_off_ += cut.counts().dropped;
            cut.remove();
        }
        cuts_.clear();
    }

    std::vector<std::vector<sm::simulation::Filters>> filters_{};
    std::vector<sm::simulation::FilterCounts> seen_{};
    std::vector<sm::simulation::Filters> cuts_{};
    std::uint64_t cut_off_ = 0;
};

TEST_F(RaftChaos, ATenthOfAllMessagesIsLost) {
    begin(3);
    afflict(filter::drop(0.1));
    Ledger ledger(cluster(), "k");
    ledger.write(50);
    finish(ledger, 45);
    EXPECT_GT(seen(0).dropped, 10U);
}

TEST_F(RaftChaos, AThirdOfAllMessagesIsLost) {
    begin(3);
    afflict(filter::drop(0.33));
    Ledger ledger(cluster(), "k");
    ledger.write(30);
    finish(ledger, 15);
    EXPECT_GT(seen(0).dropped, 50U);
}

TEST_F(RaftChaos, EveryMessageArrivesTwice) {
    begin(3);
    afflict(filter::duplicate());
    Ledger ledger(cluster(), "k");
    ledger.write(50);
    finish(ledger, 50);
    EXPECT_EQ(seen(0).passed, 2 * seen(0).seen);
}

TEST_F(RaftChaos, HalfOfAllMessagesAreOvertaken) {
    begin(3);
    afflict(filter::reorder(0.5, 50ms));
    Ledger ledger(cluster(), "k");
    ledger.write(50);
    finish(ledger, 50);
}

TEST_F(RaftChaos, AllMessagesAreLateByChance) {
    begin(3);
    afflict(filter::random_latency(1ms, 80ms));
    Ledger ledger(cluster(), "k");
    ledger.write(30);
    finish(ledger, 30);
}

TEST_F(RaftChaos, LostLateDoubledAndOvertakenAtOnce) {
    begin(3);
    afflict(filter::drop(0.1));
    afflict(filter::duplicate(0.2));
    afflict(filter::reorder(0.3, 60ms));
    afflict(filter::random_latency(0ms, 20ms));
    Ledger ledger(cluster(), "k");
    ledger.write(40);
    finish(ledger, 30);
}

TEST_F(RaftChaos, OneServerHearsOnlyHalf) {
    begin(3);
    auto deaf = net().add_receive_filter(cluster().follower(), filter::drop(0.5));
    Ledger ledger(cluster(), "k");
    ledger.write(40);
    heal(deaf);
    EXPECT_EQ(ledger.acknowledged(), 40U);
    ledger.check();
}

TEST_F(RaftChaos, TheLeaderIsHeardOnlyHalf) {
    const auto leader = begin(3);
    auto mute = net().add_send_filter(leader, filter::drop(0.5));
    Ledger ledger(cluster(), "k");
    ledger.write(30);
    heal(mute);
    EXPECT_GE(ledger.acknowledged(), 15U);
    ledger.check();
}

TEST_F(RaftChaos, ServersCrashAllTheTime) {
    begin(3);
    afflict(filter::drop(0.02));
    Ledger ledger(cluster(), "k");
    storm(ledger, 60, true, false);
    finish(ledger, 20);
}

TEST_F(RaftChaos, ServersAreCutOffAllTheTime) {
    begin(5);
    afflict(filter::drop(0.02));
    Ledger ledger(cluster(), "k");
    storm(ledger, 60, false, true);
    EXPECT_GT(cut_off(), 0U);
    finish(ledger, 20);
}

TEST_F(RaftChaos, CrashesAndCutsAndLoss) {
    begin(5);
    afflict(filter::drop(0.05));
    Ledger ledger(cluster(), "k");
    storm(ledger, 80, true, true);
    EXPECT_GT(cut_off(), 0U);
    finish(ledger, 20);
}

TEST_F(RaftChaos, CrashesAndCutsWithSnapshotsAllTheTime) {
    begin(3, {.raft = {.snapshot_every = 5, .entries_kept = 1}});
    afflict(filter::reorder(0.2, 100ms));
    Ledger ledger(cluster(), "k");
    storm(ledger, 80, true, true);
    finish(ledger, 20);
    for (const auto node : all()) EXPECT_GE(cluster().node(node).snapshot_index(), 5U);
}

TEST_F(RaftChaos, SmallMessagesAndANarrowWindow) {
    begin(3, {.raft = {.batch = 1, .window = 2}});
    afflict(filter::drop(0.1));
    afflict(filter::reorder(0.3, 30ms));
    Ledger ledger(cluster(), "k");
    ledger.write(60);
    finish(ledger, 50);
}

TEST_F(RaftChaos, ManyClientsAtOnce) {
    begin(3);
    afflict(filter::drop(0.05));
    afflict(filter::duplicate(0.1));
    std::vector<std::unique_ptr<Ledger>> ledgers;
    std::vector<std::function<void()>> tasks;
    for (int worker = 0; worker < 8; ++worker) {
        ledgers.push_back(std::make_unique<Ledger>(cluster(), "k" + std::to_string(worker)));
        tasks.push_back([ledger = ledgers.back().get()] { ledger->write(20); });
    }
    tasks.push_back([&] {
        for (int turn = 0; turn < 3; ++turn) {
            const auto leader = cluster().leader();
            if (leader == 0) continue;
            cluster().kill(leader);
            cluster().pass(2s);
            cluster().start(leader);
        }
    });
    net().scheduler().run(tasks);
    for (auto& ledger : ledgers) finish(*ledger, 10);
}

TEST_F(RaftChaos, LeadershipIsHandedAroundAllTheTime) {
    begin(3);
    afflict(filter::drop(0.03));
    Ledger ledger(cluster(), "k");
    for (int turn = 0; turn < 15; ++turn) {
        cluster().must_transfer_leader(turn % 3 + 1);
        ledger.write(2);
    }
    finish(ledger, 28);
}

TEST_F(RaftChaos, MembersComeAndGoUnderLoss) {
    begin(5, {.raft = {.members = {1, 2, 3}}});
    afflict(filter::drop(0.05));
    Ledger ledger(cluster(), "k");
    for (int turn = 0; turn < 4; ++turn) {
        cluster().must_add_server(4);
        ledger.write(2);
        cluster().must_remove_server(turn % 3 + 1);
        ledger.write(2);
        cluster().must_add_server(turn % 3 + 1);
        ledger.write(2);
        cluster().must_remove_server(4);
        ledger.write(2);
    }
    finish(ledger, 24);
}

}  // namespace

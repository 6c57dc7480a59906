#include "cluster/net/cuts.hpp"

#include <sm/base/misuse.hpp>
#include <sm/cluster/unsupported.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace {

using sm::detail::Cuts;
using sm::detail::PacketFilter;
using testing::ElementsAre;
using testing::HasSubstr;

/// Nodes n1, n2, n3 on the networks a and b, but n3 on b alone; n1's address on a is "a.n1".
class Nodes final : public sm::detail::FilteredNodes {
 public:
    std::vector<std::string> networks(const std::string& node) override {
        if (node == "n4") return {"c"};
        if (node != "n1" && node != "n2" && node != "n3") throw sm::Misuse("no node " + node);
        return node == "n3" ? std::vector<std::string>{"b"} : std::vector<std::string>{"a", "b"};
    }
    std::string address(const std::string& node, const std::string& network) override {
        return network + "." + node;
    }
    void install(const std::string& node, const PacketFilter&, const PacketFilter& after) override {
        const std::lock_guard lock(mutex_);
        if (unsupported.contains(node)) throw sm::Unsupported("no nft");
        if (broken.contains(node)) throw std::runtime_error(node + " is broken");
        if (down.contains(node)) return;
        ++installs;
        filters[node] = after;
    }
    std::map<std::string, std::uint64_t> counters(const std::string&) override {
        return {{"a.n1", 7}};
    }

    std::map<std::string, PacketFilter> filters;
    std::set<std::string> broken, unsupported, down;
    int installs = 0;

 private:
    std::mutex mutex_;
};

template <class Error>
std::string error_of(const std::function<void()>& body) {
    try {
        body();
    } catch (const Error& error) {
        return error.what();
    }
    return "nothing was thrown";
}

PacketFilter from(std::map<std::string, double> arriving) { return {.arriving = arriving}; }

TEST(Cuts, AreMadeWhereTheyArrive) {
    Nodes nodes;
    Cuts cuts(nodes);
    cuts.cut({{.from = "n1", .to = "n2"}});
    EXPECT_EQ(nodes.filters["n2"], from({{"a.n1", 1.0}, {"b.n1", 1.0}}));
    EXPECT_FALSE(nodes.filters.contains("n1"));
}

TEST(Cuts, TakeTheNetworksThatAreNamed) {
    Nodes nodes;
    Cuts cuts(nodes);
    cuts.cut({{.from = "n1", .to = "n2", .networks = {"b"}, .share = 0.5}});
    EXPECT_EQ(nodes.filters["n2"], from({{"b.n1", 0.5}}));
}

TEST(Cuts, ChangeANodeOnceForAllOfThem) {
    Nodes nodes;
    Cuts cuts(nodes);
    cuts.cut({{"n1", "n2"}, {"n3", "n2"}, {"n1", "n3"}});
    EXPECT_EQ(nodes.installs, 2);
    EXPECT_EQ(nodes.filters["n2"], from({{"a.n1", 1.0}, {"b.n1", 1.0}, {"b.n3", 1.0}}));
}

TEST(Cuts, MadeOrUndoneAgainChangeNothing) {
    Nodes nodes;
    Cuts cuts(nodes);
    cuts.cut({{"n1", "n2"}});
    cuts.cut({{"n1", "n2"}});
    cuts.restore({{"n2", "n1"}});
    EXPECT_EQ(nodes.installs, 1);
}

TEST(Cuts, AreUndoneOneByOneOrAllAtOnce) {
    Nodes nodes;
    Cuts cuts(nodes);
    cuts.cut({{"n1", "n2"}, {"n2", "n1"}, {"n3", "n1"}});
    cuts.restore({{.from = "n1", .to = "n2", .networks = {"a"}}});
    EXPECT_EQ(nodes.filters["n2"], from({{"b.n1", 1.0}}));
    cuts.restore_all();
    EXPECT_TRUE(nodes.filters["n1"].empty());
    EXPECT_TRUE(nodes.filters["n2"].empty());
    EXPECT_TRUE(cuts.active().empty());
}

TEST(Cuts, AreToldInOrderWithWhatTheyDropped) {
    Nodes nodes;
    Cuts cuts(nodes);
    cuts.cut({{.from = "n2", .to = "n1", .networks = {"b"}, .share = 0.25},
              {.from = "n1", .to = "n2", .networks = {"a"}}});
    EXPECT_THAT(cuts.active(), ElementsAre(sm::ActiveCut{"n1", "n2", "a", 1.0, 7},
                                           sm::ActiveCut{"n2", "n1", "b", 0.25, 0}));
}

TEST(Cuts, AreAllUndoneWhenOneCannotBeMade) {
    Nodes nodes;
    Cuts cuts(nodes);
    cuts.cut({{"n3", "n1"}});
    nodes.broken = {"n3"};
    EXPECT_EQ(error_of<std::runtime_error>([&] {
                  cuts.cut({{"n2", "n1"}, {"n1", "n2"}, {"n1", "n3"}});
              }),
              "n3 is broken");
    EXPECT_EQ(nodes.filters["n1"], from({{"b.n3", 1.0}}));
    EXPECT_TRUE(nodes.filters["n2"].empty());
    EXPECT_EQ(cuts.active().size(), 1U);
}

TEST(Cuts, TellAllThatFailedAndKeepTheKindOfError) {
    Nodes nodes;
    Cuts cuts(nodes);
    nodes.broken = {"n1", "n2"};
    EXPECT_EQ(error_of<std::runtime_error>([&] {
                  cuts.cut({{"n1", "n2"}, {"n2", "n1"}});
              }),
              "n1 is broken; n2 is broken");
    nodes.unsupported = {"n1", "n2"};
    EXPECT_EQ(error_of<sm::Unsupported>([&] { cuts.cut({{"n1", "n2"}, {"n2", "n1"}}); }), "no nft");
}

TEST(Cuts, AreMadeAgainInANodeThatIsStarted) {
    Nodes nodes;
    Cuts cuts(nodes);
    nodes.down = {"n2"};
    cuts.cut({{.from = "n1", .to = "n2", .networks = {"a"}}});
    EXPECT_FALSE(nodes.filters.contains("n2"));
    cuts.start("n2", [&] { nodes.down = {}; });
    EXPECT_EQ(nodes.filters["n2"], from({{"a.n1", 1.0}}));
}

TEST(Cuts, HoldBackTheSendersWhileANodeStarts) {
    Nodes nodes;
    Cuts cuts(nodes);
    cuts.cut({{.from = "n1", .to = "n2", .networks = {"a"}}});
    PacketFilter meanwhile;
    cuts.start("n2", [&] { meanwhile = nodes.filters["n1"]; });
    EXPECT_EQ(meanwhile, (PacketFilter{.leaving = {"a.n2"}}));
    EXPECT_TRUE(nodes.filters["n1"].empty());
}

TEST(Cuts, LetTheSendersGoWhenANodeCannotBeStarted) {
    Nodes nodes;
    Cuts cuts(nodes);
    cuts.cut({{"n1", "n2"}});
    EXPECT_EQ(error_of<std::runtime_error>(
                  [&] { cuts.start("n2", [] { throw std::runtime_error("no image"); }); }),
              "no image");
    EXPECT_TRUE(nodes.filters["n1"].empty());
}

TEST(Cuts, CostNothingWhereThereAreNone) {
    Nodes nodes;
    Cuts cuts(nodes);
    cuts.start("n2", [] {});
    cuts.restore_all();
    EXPECT_EQ(nodes.installs, 0);
}

TEST(Cuts, RefuseWhatIsNoCut) {
    Nodes nodes;
    Cuts cuts(nodes);
    const auto misuse = [&](sm::Cut cut) {
        return error_of<sm::Misuse>([&] { cuts.cut({{"n2", "n1"}, cut}); });
    };
    EXPECT_EQ(misuse({"n1", "n1"}), "node \"n1\" cannot be cut off from itself; name two nodes");
    EXPECT_EQ(misuse({"n1", "n9"}), "no node n9");
    EXPECT_EQ(misuse({"n1", "n3", {"a"}}),
              "nodes \"n1\" (a, b) and \"n3\" (b) are not both on network \"a\"");
    EXPECT_EQ(misuse({"n1", "n4"}), "nodes \"n1\" (a, b) and \"n4\" (c) have no network in common");
    EXPECT_THAT(misuse({"n1", "n2", {}, 1.5}), HasSubstr("must be above 0 and at most 1"));
    EXPECT_THAT(misuse({"n1", "n2", {}, 0.0}), HasSubstr("must be above 0 and at most 1"));
    EXPECT_EQ(nodes.installs, 0);  // none of them
}

}  // namespace

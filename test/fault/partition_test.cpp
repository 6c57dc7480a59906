#include <sm/base/misuse.hpp>
#include <sm/fault/faults.hpp>
#include <sm/fault/partition.hpp>
#include <sm/value/to_string.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using sm::fault::Nodes;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Nodes five{"n1", "n2", "n3", "n4", "n5"};

Nodes resolve(const std::string& name) {
    if (name == "all") return five;
    if (name == "primaries") return {"n2", "n4"};
    if (std::find(five.begin(), five.end(), name) == five.end()) throw sm::Misuse("no " + name);
    return {name};
}

std::vector<sm::Cut> cuts(const std::string& arguments, const Nodes& nodes = five) {
    const auto partition =
        sm::Fault("partition", sm::parse_tree(arguments)).as<sm::fault::PartitionNodes>();
    return sm::fault::cuts_of(partition.links, nodes, resolve);
}

/// Such as "n1>n2".
std::vector<std::string> arrows(const std::string& arguments, const Nodes& nodes = five) {
    std::vector<std::string> all;
    for (const auto& cut : cuts(arguments, nodes)) all.push_back(cut.from + ">" + cut.to);
    return all;
}

std::string text(const std::string& arguments) {
    return sm::fault::partition_text(cuts(arguments), five);
}

std::string misuse(const std::string& arguments) {
    try {
        cuts(arguments);
    } catch (const sm::Misuse& caught) {
        return caught.what();
    }
    return "nothing was thrown";
}

TEST(Partition, OfGroupsCutsAllThatAreInDifferentOnes) {
    EXPECT_THAT(arrows("[[n1, n2], [n3]]", {"n1", "n2", "n3"}),
                ElementsAre("n1>n3", "n2>n3", "n3>n1", "n3>n2"));
}

TEST(Partition, PutsNodesThatAreInNoGroupIntoOneMore) {
    EXPECT_THAT(arrows("[[n2]]", {"n1", "n2", "n3"}),
                ElementsAre("n1>n2", "n2>n1", "n2>n3", "n3>n2"));
    EXPECT_THAT(arrows("[]"), IsEmpty());
}

TEST(Partition, OfDirectedCutsCutsNothingElse) {
    EXPECT_THAT(arrows("{n1: [n2, n3], n3: n1}"), ElementsAre("n1>n2", "n1>n3", "n3>n1"));
}

TEST(Partition, TakesAnswersForNamesAndNeverCutsANodeFromItself) {
    EXPECT_THAT(
        arrows("{primaries: [all]}", five),
        ElementsAre("n2>n1", "n2>n3", "n2>n4", "n2>n5", "n4>n1", "n4>n2", "n4>n3", "n4>n5"));
    EXPECT_EQ(text("[[primaries]]"), "{n1 n3 n5 | n2 n4}");
}

TEST(Partition, HasArgumentsThatAreReadBack) {
    const sm::Fault groups = sm::fault::partition({{"n1", "n2"}, {"n3", "n4", "n5"}});
    EXPECT_EQ(groups.name, "partition");
    EXPECT_EQ(sm::to_string(groups.arguments), R"([["n1", "n2"], ["n3", "n4", "n5"]])");
    EXPECT_THAT(arrows(sm::to_string(groups.arguments)), testing::SizeIs(12));
    const sm::Fault directed = sm::fault::directed_partition({{"n1", {"n2"}}});
    EXPECT_THAT(arrows(sm::to_string(directed.arguments)), ElementsAre("n1>n2"));
}

TEST(Partition, RefusesWhatIsNone) {
    EXPECT_THAT(misuse("[[n1, n2], [n2]]"), HasSubstr("node \"n2\" is in two groups"));
    EXPECT_THAT(misuse("[[n2], [primaries]]"), HasSubstr("node \"n2\" is in two groups"));
    EXPECT_THAT(misuse("[n1]"), HasSubstr("n1 is not a group; give groups such as"));
    EXPECT_THAT(misuse("7"),
                HasSubstr("PartitionNodes.links: give groups such as [[n1, n2], [n3]], or"));
    EXPECT_THAT(misuse("{n1: 3}"), HasSubstr("3 names no nodes"));
    EXPECT_EQ(misuse("[[n9]]"), "no n9");
}

TEST(Partition, IsReadAsGroups) {
    EXPECT_EQ(text("[[n1, n2], [n3, n4, n5]]"), "{n1 n2 | n3 n4 n5}");
    EXPECT_EQ(text("[[n5], [n1], [n2]]"), "{n1 | n2 | n3 n4 | n5}");
    EXPECT_EQ(text("{n1: n2, n2: n1}"), "{n1 | n2}");
    EXPECT_EQ(text("[]"), "{}");
}

TEST(Partition, IsReadAsGroupsAroundABridge) {
    EXPECT_EQ(text("{n1: [n4, n5], n2: [n4, n5], n4: [n1, n2], n5: [n1, n2]}"), "{n1 n2 | n4 n5}");
}

TEST(Partition, IsReadAsArrows) {
    EXPECT_EQ(text("{n1: [n2]}"), "n1 ⇸ n2");
    EXPECT_EQ(text("{n1: [n3], n2: [n3], n3: [n4]}"), "n1 n2 ⇸ n3, n3 ⇸ n4");
    EXPECT_EQ(text("{n1: n3, n3: [n1, n5], n5: n3, n2: n5}"), "{n1 n5 | n3}, n2 ⇸ n5");
    // a ring: n1 sees n2 and n5
    EXPECT_EQ(text("{n1: [n3, n4], n2: [n4, n5], n3: [n1, n5], n4: [n1, n2], n5: [n2, n3]}"),
              "n1 ⇹ n3 n4, n2 ⇹ n4 n5, n3 ⇹ n5");
}

}  // namespace

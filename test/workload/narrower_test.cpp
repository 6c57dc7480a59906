#include "workload/narrower.hpp"

#include <sm/fault/faults.hpp>
#include <sm/value/to_string.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace {

using sm::Fault;
using sm::detail::narrower;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> texts(const Fault& fault) {
    std::vector<std::string> all;
    for (const Fault& one : narrower(fault))
        all.push_back(one.name + " " + to_string(one.arguments));
    return all;
}

template <class T>
Fault fault_of(const std::string& name, const T& arguments) {
    return {name, sm::to_tree(arguments)};
}

TEST(Narrower, OfAPartitionLosesANodeThenADirectionThenACut) {
    EXPECT_THAT(texts(sm::fault::partition({{"n1"}, {"n2", "n3"}})),
                ElementsAre(R"(partition {"n1": ["n3"], "n3": ["n1"]})",  // without n2
                            R"(partition {"n1": ["n2"], "n2": ["n1"]})",  // without n3
                            R"(partition {"n1": ["n2", "n3"]})",          // one direction
                            R"(partition {"n2": ["n1"], "n3": ["n1"]})",  // the other
                            R"(partition {"n1": ["n3"], "n2": ["n1"], "n3": ["n1"]})",
                            R"(partition {"n1": ["n2"], "n2": ["n1"], "n3": ["n1"]})",
                            R"(partition {"n1": ["n2", "n3"], "n3": ["n1"]})",
                            R"(partition {"n1": ["n2", "n3"], "n2": ["n1"]})"));
}

TEST(Narrower, OfADirectedPartitionHasFewerOfItsCuts) {
    EXPECT_THAT(texts(sm::fault::directed_partition({{"n1", {"n2", "n3"}}})),
                ElementsAre(R"(partition {"n1": ["n3"]})", R"(partition {"n1": ["n2"]})",
                            R"(partition {"n1": ["n3"]})", R"(partition {"n1": ["n2"]})"));
}

TEST(Narrower, OfOneCutIsNothing) {
    EXPECT_THAT(texts(sm::fault::directed_partition({{"n1", {"n2"}}})), IsEmpty());
}

TEST(Narrower, CutsOnlyWhatTheFaultCuts) {
    const sm::fault::Nodes nodes{"n1", "n2", "n3", "n4", "n5"};
    const auto itself = [](const std::string& name) { return sm::fault::Nodes{name}; };
    const auto names_of = [&](const Fault& fault) {
        std::vector<std::string> names;
        for (const auto& cut :
             sm::fault::cuts_of(fault.as<sm::fault::PartitionNodes>().links, nodes, itself)) {
            names.push_back(cut.from + " to " + cut.to);
        }
        return names;
    };
    const Fault wide = sm::fault::partition({{"n1", "n2"}, {"n3", "n4", "n5"}});
    const auto all = names_of(wide);
    for (const Fault& narrow : narrower(wide)) {
        const auto some = names_of(narrow);
        EXPECT_LT(some.size(), all.size());
        EXPECT_THAT(some, testing::Each(testing::AnyOfArray(all))) << to_string(narrow.arguments);
    }
}

TEST(Narrower, OfAnotherFaultHasAnItemLess) {
    EXPECT_THAT(texts(fault_of("kill", std::vector<std::string>{"n1", "n2"})),
                ElementsAre(R"(kill ["n2"])", R"(kill ["n1"])"));
    EXPECT_THAT(texts(fault_of("skew", std::map<std::string, int>{{"n1", 5}, {"n2", 7}})),
                ElementsAre(R"(skew {"n2": 7})", R"(skew {"n1": 5})"));
}

TEST(Narrower, LeavesTheFieldsOfAFault) {
    EXPECT_THAT(
        texts(sm::fault::FailDisks{.nodes = {"n1", "n2"}, .full = true}),
        ElementsAre(R"(disk {nodes: ["n2"], full: true})", R"(disk {nodes: ["n1"], full: true})"));
    EXPECT_THAT(texts(sm::fault::LosePackets{
                    .share = 0.5, .links = sm::fault::Links::BySender{{"n1", {"n2", "n3"}}}}),
                ElementsAre(R"(loss {share: 0.5, links: {"n1": ["n3"]}})",
                            R"(loss {share: 0.5, links: {"n1": ["n2"]}})"));
}

TEST(Narrower, LooksIntoItemsToo) {
    EXPECT_THAT(texts(fault_of("drop", std::map<std::string, std::vector<int>>{{"n1", {80, 443}}})),
                ElementsAre(R"(drop {"n1": [443]})", R"(drop {"n1": [80]})"));
}

TEST(Narrower, LeavesTheLastItemAndPlainArguments) {
    EXPECT_THAT(texts(fault_of("kill", std::vector<std::string>{"n1"})), IsEmpty());
    EXPECT_THAT(texts(fault_of("kill", std::string("all"))), IsEmpty());
    EXPECT_THAT(texts({"pause", {}}), IsEmpty());
}

}  // namespace

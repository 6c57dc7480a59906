#include <sm/base/misuse.hpp>
#include <sm/fault/injector.hpp>
#include <sm/value/to_string.hpp>
#include <sm/workload/dry_run.hpp>
#include <sm/workload/generators.hpp>
#include <sm/workload/nemesis.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "fault/fake_cluster.hpp"

namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

const std::vector<std::string> five{"n1", "n2", "n3", "n4", "n5"};

sm::workload::NemesisOptions options() { return {.nodes = five, .interval = 10s}; }

/// What a package does in ten hours, beside clients.
std::vector<sm::gen::DryRunAct> acts_of(const sm::gen::Generator& generator,
                                        std::uint64_t seed = 1) {
    return sm::gen::dry_run(generator, {.workers = 2, .seed = seed, .time_limit = 10h}).acts;
}

/// The faults of a package, each with when it came.
std::vector<std::pair<sm::Duration, sm::gen::Inject>> faults_of(
    const std::string& names, const sm::workload::NemesisOptions& given) {
    std::vector<std::pair<sm::Duration, sm::gen::Inject>> faults;
    for (const auto& one : acts_of(sm::workload::nemesis_package(names, given).faults)) {
        EXPECT_EQ(one.worker, sm::gen::nemesis_worker);
        faults.emplace_back(one.began, std::get<sm::gen::Inject>(one.act));
    }
    return faults;
}

std::string misuse(const std::string& names, const sm::workload::NemesisOptions& given) {
    try {
        sm::workload::nemesis_package(names, given);
    } catch (const sm::Misuse& caught) {
        return caught.what();
    }
    return "nothing was thrown";
}

/// How often each number of nodes was hit.
std::map<std::size_t, int> sizes_of(const std::string& name,
                                    const sm::workload::NemesisOptions& given) {
    std::map<std::size_t, int> sizes;
    for (const auto& [at, injected] : faults_of(name, given))
        ++sizes[injected.fault.arguments.size()];
    return sizes;
}

TEST(Nemesis, InjectsAFaultAboutEveryOtherIntervalForAboutOne) {
    const auto faults = faults_of("kill", options());
    ASSERT_FALSE(faults.empty());
    EXPECT_EQ(faults.front().first, 10s);
    EXPECT_NEAR(static_cast<double>(faults.size()), 1800.0, 120.0);  // in 36,000 s
    sm::Duration total{};
    for (const auto& [at, injected] : faults) {
        EXPECT_EQ(injected.fault.name, "kill");
        EXPECT_GE(injected.lasts, 5s);
        EXPECT_LE(injected.lasts, 15s);
        total += injected.lasts;
    }
    const auto mean = total / static_cast<std::int64_t>(faults.size());
    EXPECT_GT(mean, 9500ms);
    EXPECT_LT(mean, 10500ms);
}

TEST(Nemesis, SetsClocksOffByMillisecondsToMinutes) {
    double least = 1000;
    double most = 0;
    int behind = 0;
    int clocks = 0;
    for (const auto& [at, injected] : faults_of("clock", options())) {
        for (const auto& [node, by] : injected.fault.as<sm::fault::StepClocks>().by) {
            const auto seconds = std::chrono::duration<double>(by).count();
            least = std::min(least, std::abs(seconds));
            most = std::max(most, std::abs(seconds));
            behind += seconds < 0 ? 1 : 0;
            ++clocks;
        }
    }
    EXPECT_EQ(least, 0.004);
    EXPECT_EQ(most, 262.144);
    EXPECT_NEAR(behind, clocks / 2, clocks / 10);
}

TEST(Nemesis, IsTheSameForTheSameSeed) {
    const auto text = [](std::uint64_t seed) {
        std::string all;
        const auto package = sm::workload::nemesis_package("partition,pause", options());
        for (const auto& one : acts_of(sm::gen::limit(20, package.faults), seed))
            all += sm::gen::to_string(one.act) + "\n";
        return all;
    };
    EXPECT_EQ(text(3), text(3));
    EXPECT_NE(text(3), text(4));
}

TEST(Nemesis, HitsOneNodeAMinorityAMajorityOrAll) {
    for (const char* name : {"kill", "stop", "pause"}) {
        const auto sizes = sizes_of(name, options());
        std::set<std::size_t> seen;
        for (const auto& [size, count] : sizes) seen.insert(size);
        EXPECT_THAT(seen, ElementsAre(1, 2, 3, 5)) << name;
    }
}

TEST(Nemesis, DrawsEveryNodeAsOften) {
    std::map<std::string, double> hits;
    double all = 0;
    for (const auto& [at, injected] : faults_of("wipe", options()))
        for (const auto& node : injected.fault.arguments.items()) ++hits[node.text()], ++all;
    ASSERT_THAT(hits, SizeIs(5));
    for (const auto& [node, count] : hits) EXPECT_NEAR(count / all, 0.2, 0.03) << node;
}

TEST(Nemesis, NeverWipesAMajority) {
    auto given = options();
    given.node_selectors = {"primaries"};
    EXPECT_THAT(sizes_of("wipe", given), ElementsAre(testing::Key(1), testing::Key(2)));
    for (const auto& [at, injected] : faults_of("wipe", given))  // who knows how many answer it
        EXPECT_THAT(sm::to_string(injected.fault.arguments), testing::Not(HasSubstr("primaries")));
}

TEST(Nemesis, HitsTheNodesOfASelector) {
    auto given = options();
    given.node_selectors = {"primaries"};
    std::set<std::string> shown;
    for (const auto& [at, injected] : faults_of("pause,partition", given))
        shown.insert(sm::to_string(injected.fault.arguments));
    EXPECT_THAT(shown, testing::Contains(R"(["primaries"])"));
    EXPECT_THAT(shown, testing::Contains(R"({"all": ["primaries"], "primaries": ["all"]})"));
    EXPECT_THAT(shown, testing::Contains(R"({"all": ["primaries"]})"));
}

TEST(Nemesis, DrawsThePartitionsThatAreAskedFor) {
    auto given = options();
    given.shapes = {sm::fault::PartitionShape::one_node};
    given.directions = {sm::fault::PartitionDirection::both_ways};
    std::set<std::string> shown;
    for (const auto& [at, injected] : faults_of("partition", given))
        shown.insert(sm::to_string(injected.fault.arguments));
    EXPECT_THAT(shown, SizeIs(5));
    EXPECT_THAT(shown, testing::Contains(R"([["n1", "n2", "n4", "n5"], ["n3"]])"));
}

TEST(Nemesis, InjectsWhatAnInjectorUnderstands) {
    for (std::size_t count = 1; count <= 5; ++count) {
        auto given = options();
        given.nodes.resize(count);
        given.node_selectors = {"primaries"};
        sm_test::FakeCluster cluster(given.nodes);
        sm::fault::Injector injector(
            cluster, {.node_selectors = {{"primaries", [] { return sm::fault::Nodes{"n1"}; }}}});
        for (const auto& name : sm::workload::nemesis_names()) {
            if (name == "partition" && count == 1) continue;
            if (name == "clock") continue;  // which this cluster has not
            const auto package = sm::workload::nemesis_package(name, given);
            for (const auto& one : acts_of(sm::gen::limit(200, package.faults))) {
                const auto& drawn = std::get<sm::gen::Inject>(one.act);
                const auto injected = injector.inject(drawn.fault);
                EXPECT_FALSE(cluster.untouched() && count > 1) << sm::to_string(injected.done);
                injector.heal(injected.number);
                EXPECT_TRUE(cluster.untouched()) << sm::to_string(injected.done);
            }
        }
    }
}

TEST(Nemesis, IsComposedByName) {
    const auto package = sm::workload::nemesis_package(" partition, kill", options());
    EXPECT_EQ(package.name, "partition,kill");
    EXPECT_THAT(package.styles, ElementsAre(sm::workload::FaultStyle{"partition", "#e9dca0"},
                                            sm::workload::FaultStyle{"kill", "#e9a4a0"}));
    std::map<std::string, int> counts;
    for (const auto& [at, injected] : faults_of("partition,kill", options()))
        ++counts[injected.fault.name];
    EXPECT_NEAR(counts["partition"], 1800, 120);  // neither slows the other down
    EXPECT_NEAR(counts["kill"], 1800, 120);
    std::vector<std::string> healing;
    for (const auto& one : acts_of(package.healing))
        healing.push_back(std::get<sm::gen::Heal>(one.act).name);
    EXPECT_THAT(healing, ElementsAre("partition", "kill"));
}

TEST(Nemesis, OfNoNameDoesNothing) {
    for (const char* names : {"", "none"}) {
        const auto package = sm::workload::nemesis_package(names, {});
        EXPECT_EQ(package.name, "none");
        EXPECT_TRUE(acts_of(package.faults).empty());
        EXPECT_TRUE(acts_of(package.healing).empty());
    }
}

TEST(Nemesis, TakesAUsersOwn) {
    auto given = options();
    given.more = {
        {.name = "membership",
         .faults = sm::gen::nemesis(sm::gen::inject({"leave", sm::parse_tree("[n1]")}, 5s)),
         .healing = sm::gen::nemesis(sm::gen::heal("leave"))}};
    EXPECT_THAT(sm::workload::nemesis_names(given), testing::Contains("membership"));
    const auto faults = faults_of("membership", given);
    ASSERT_THAT(faults, SizeIs(1));
    EXPECT_EQ(faults[0].second.fault.name, "leave");
}

TEST(Nemesis, NamesWhatThereIsWhereSomethingIsNot) {
    auto given = options();
    given.more = {{.name = "membership"}};
    EXPECT_EQ(misuse("kill,flood", given),
              "there is no nemesis \"flood\"; there are partition, loss, kill, stop, pause, wipe, "
              "clock, membership; add your own to NemesisOptions.more");
    EXPECT_EQ(misuse("kill,kill", options()), "nemesis \"kill,kill\": \"kill\" is named twice");
    EXPECT_THAT(misuse("kill", {}), HasSubstr("there is no node to inject it into; give"));
    EXPECT_THAT(misuse("partition", {.nodes = {"n1"}}), HasSubstr("needs at least two nodes"));
    EXPECT_THAT(misuse("kill", {.nodes = five, .interval = 0s}), HasSubstr("interval"));
}

}  // namespace

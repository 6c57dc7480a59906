// The snippets of docs/simulation.md, each where it belongs.
#include <sm/fault/commands.hpp>
#include <sm/gtest.hpp>
#include <sm/simulation/filters.hpp>
#include <sm/simulation/simulation.hpp>
#include <sm/workload/check_workload.hpp>
#include <sm/workload/commands.hpp>
#include <sm/workload/generators.hpp>
#include <sm/workload/nemesis.hpp>

#include <gmock/gmock.h>

#include <optional>
#include <string>
#include <variant>

#include "started.hpp"

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

#include "simulation.md.1.inc"
#include "simulation.md.2.inc"
#include "simulation.md.3.inc"

TEST(SimulationDocument, FindsTheStaleRead) {
    const started::Folder made;
    const std::string folder = made.path;
#include "simulation.md.4.inc"
    ASSERT_FALSE(report.passed);
    EXPECT_LE(report.program.size(), 3U) << report.text();
    EXPECT_THAT(report.text(), HasSubstr("Write{value="));
    EXPECT_THAT(report.text(), HasSubstr(".log\n"));
    EXPECT_THAT(report.text(), HasSubstr(".svg\n"));
}

TEST(SimulationDocument, Filters){
#include "simulation.md.5.inc"
}

TEST(SimulationDocument, TellsThatItIsStuck) {
#include "simulation.md.6.inc"
    EXPECT_THAT(stuck.text(), HasSubstr("after all calls: no answer"));
}

TEST(SimulationDocument, IsTheSameTwice){
#include "simulation.md.7.inc"
}

#include "simulation.md.8.inc"

TEST(SimulationDocument, KnowsItsNodes) {
    EXPECT_TRUE(sm::check<KnownCmd>(sm::simulated<Server>({.nodes = 3}), {.corpus = ""}));
}

TEST(SimulationDocument, ALongRunIsInVirtualTime) {
    const started::Folder made;
    const std::string folder = made.path;
#include "simulation.md.9.inc"
    EXPECT_THAT(long_run.text(), HasSubstr(".svg\n"));
}

}  // namespace

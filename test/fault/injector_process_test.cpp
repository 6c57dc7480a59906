// Faults by name on local processes: what these cannot do is told.
#include <sm/cluster/hardware.hpp>
#include <sm/cluster/lacking.hpp>
#include <sm/cluster/process_cluster.hpp>
#include <sm/fault/injector.hpp>
#include <sm/value/show.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(InjectorOnProcesses, TellsWhichFaultsAreOfSimulatedHardware) {
    sm::ProcessCluster cluster({.nodes = {{.name = "a", .program = "sleep", .arguments = {"60"}},
                                          {.name = "b", .program = "sleep", .arguments = {"60"}}},
                                .isolation = sm::Isolation::loopback});
    sm::fault::Injector injector(cluster);
    const auto told = [&](const sm::Fault& fault) -> std::string {
        try {
            injector.strike(fault);
        } catch (const std::exception& error) {
            return error.what();
        }
        return "it was done";
    };
    EXPECT_THAT(told({"disk", sm::parse_tree(R"({nodes: ["a"], full: true})")}),
                HasSubstr("sm::CanHarmDisk"));
    EXPECT_THAT(told({"delay", sm::parse_tree(R"({by: 100ms, links: {"a": ["b"]}})")}),
                HasSubstr("sm::CanDelay"));
}

}  // namespace

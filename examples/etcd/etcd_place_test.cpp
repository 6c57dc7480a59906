// Where nodes run, by name; and what the command line says to a wrong name.

#include <sm/base/misuse.hpp>
#include <sm/cluster/unsupported.hpp>
#include <sm/os/command_line.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "place.hpp"

namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr int bad_usage = 64;

sm::CommandResult jepsen(const std::string& on, const std::string& variable = "auto") {
    std::vector<std::string> words{ETCD_JEPSEN, "--workload", "register"};
    if (!on.empty()) words.insert(words.end(), {"--on", on});
    return sm::run_command({.words = words, .environment = {{"SM_ON", variable}}});
}

TEST(EtcdPlace, HasAName) {
    EXPECT_EQ(etcd::place("docker", "--on"), sm::Backend::docker);
    EXPECT_EQ(etcd::place("process", "--on"), sm::Backend::process);
}

TEST(EtcdPlace, TellsWhichThereAreWhereAnotherIsGiven) {
    const auto said = jepsen("podman");
    EXPECT_EQ(said.exit_code, bad_usage);
    EXPECT_THAT(said.err, HasSubstr("--on is \"podman\"; it may be docker, process or auto"));
}

TEST(EtcdPlace, TellsOfTheVariableWhereThatIsWrong) {
    const auto said = jepsen("", "podman");
    EXPECT_EQ(said.exit_code, bad_usage);
    EXPECT_THAT(said.err, HasSubstr("SM_ON is \"podman\"; it may be docker, process or auto"));
}

TEST(EtcdPlace, IsTheFlagsWhateverTheVariableSays) {
    const auto said = jepsen("podman", "vmware");
    EXPECT_THAT(said.err, AllOf(HasSubstr("--on is"), Not(HasSubstr("vmware"))));
}

TEST(EtcdPlace, CannotBeASimulationAndSaysWhy) {
    const auto said = jepsen("simulated");
    EXPECT_EQ(said.exit_code, bad_usage);
    EXPECT_THAT(said.err, AllOf(HasSubstr("--on simulated"), HasSubstr("Go program"),
                                HasSubstr("Give --on docker, process or auto")));
}

}  // namespace

/// The `sm` program, as far as it needs no engine.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "started.hpp"

namespace {

using started::Ended;
using testing::HasSubstr;
using testing::Not;

constexpr int bad_usage = 64;

/// With nothing on PATH, so that there is no engine whatever the machine has.
Ended sm(const std::vector<std::string>& arguments, std::vector<std::string> environment = {}) {
    environment.push_back("PATH=/nonexistent");
    return started::run(SM_PROGRAM, arguments, environment);
}

TEST(Sm, ItsHelpListsItsCommands) {
    const auto ended = sm({"--help"});
    EXPECT_EQ(ended.status, 0);
    EXPECT_THAT(ended.out, HasSubstr("reap"));
    EXPECT_EQ(ended.err, "");
}

TEST(Sm, TellsItsVersion) {
    const auto ended = sm({"--version"});
    EXPECT_EQ(ended.status, 0);
    EXPECT_THAT(ended.out, testing::MatchesRegex("sm [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST(Sm, WithoutACommandIsBadUsage) {
    const auto ended = sm({});
    EXPECT_EQ(ended.status, bad_usage);
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, HasSubstr("subcommand"));
}

TEST(Sm, RefusesACommandThatThereIsNotByName) {
    const auto ended = sm({"repa"});
    EXPECT_EQ(ended.status, bad_usage);
    EXPECT_THAT(ended.err, HasSubstr("repa"));
}

TEST(Reap, ItsHelpListsItsFlags) {
    const auto ended = sm({"reap", "--help"});
    EXPECT_EQ(ended.status, 0);
    EXPECT_THAT(ended.out, HasSubstr("--all"));
    EXPECT_THAT(ended.out, HasSubstr("--images"));
}

TEST(Reap, RefusesAFlagThatThereIsNotByName) {
    const auto ended = sm({"reap", "--everything"});
    EXPECT_EQ(ended.status, bad_usage);
    EXPECT_THAT(ended.err, HasSubstr("--everything"));
    EXPECT_THAT(ended.err, HasSubstr("--help"));
}

TEST(Reap, WithoutAnEngineSaysWhichOneItLookedForAndWhatToDo) {
    const auto ended = sm({"reap"});
    EXPECT_EQ(ended.status, 1);
    EXPECT_THAT(ended.out, testing::ContainsRegex("^removed [0-9]+ processes"));  // all the same
    EXPECT_THAT(ended.err, testing::StartsWith("sm reap: "));
    EXPECT_THAT(ended.err, HasSubstr("docker"));
    EXPECT_THAT(ended.err, HasSubstr("SM_DOCKER"));
}

TEST(Reap, NamesTheEngineThatWasAskedFor) {
    const auto ended = sm({"reap"}, {"SM_DOCKER=no_such_engine"});
    EXPECT_EQ(ended.status, 1);
    EXPECT_THAT(ended.err, HasSubstr("no_such_engine"));
}

}  // namespace

#include <sm/base/misuse.hpp>
#include <sm/check/options.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "started.hpp"

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Words = std::vector<std::string>;

/// The options as options_program shows them, or what it was refused with.
std::string resolved(const Words& flags, const Words& environment = {}) {
    const auto ended = started::run(SM_OPTIONS_PROGRAM, flags, environment);
    return ended.status == 0 ? ended.out : "refused: " + ended.err;
}

/// An option outside of code: its name, a value, and how it is shown then.
struct Outside {
    std::string name;
    std::string value;
    std::string shown;

    std::string flag() const { return "--sm-" + name + "=" + value; }
    std::string variable() const {
        std::string text = "SM_";
        for (const char c : name)
            text += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        return text + "=" + value;
    }
};

void PrintTo(const Outside& option, std::ostream* out) { *out << option.flag(); }

const Outside outside[] = {
    {"seed", "18446744073709551615", "seed=18446744073709551615"},
    {"programs", "21", "programs=21"},
    {"length", "22", "length=22"},
    {"workers", "23", "workers=23"},
    {"time-limit", "1.5s", " time_limit=1500000000ns"},
    {"command-time-limit", "2min", "command_time_limit=120000000000ns"},
    {"shrink-executions", "0", "executions=0"},
    {"shrink-time", "1h", ", time=3600000000000ns"},
    {"corpus", "", "corpus=\"\""},
    {"store", "runs", "store=\"runs\""},
    {"swarm", "yes", "swarm=true"},
    {"fork", "on", "fork=true"},
    {"check-determinism", "1", "check_determinism=true"},
    {"allow-unknown", "1", "allow_unknown=true"},
    {"exceptions-unknown", "true", "exceptions_unknown=true"},
    {"interleavings", "priority:4:50", "depth=4, schedules=50"},
    {"replay", "a file's name", "replay=\"a file's name\""},
};

class EveryOption : public testing::TestWithParam<Outside> {};

TEST_P(EveryOption, IsWhatTheCodeSaysUnlessSomethingElseIsSaid) {
    EXPECT_THAT(resolved({}), Not(HasSubstr(GetParam().shown)));
}

TEST_P(EveryOption, IsReadFromTheEnvironment) {
    EXPECT_THAT(resolved({}, {GetParam().variable()}), HasSubstr(GetParam().shown));
}

TEST_P(EveryOption, IsReadFromAFlag) {
    EXPECT_THAT(resolved({"--other", GetParam().flag()}), HasSubstr(GetParam().shown));
}

TEST_P(EveryOption, IsListedByTheHelp) {
    const auto ended = started::run(SM_OPTIONS_PROGRAM, {"--sm-help"});
    EXPECT_EQ(ended.status, 0);
    EXPECT_THAT(ended.out, HasSubstr("--sm-" + GetParam().name + "="));
    const std::string variable = GetParam().variable();
    EXPECT_THAT(ended.out, HasSubstr(variable.substr(0, variable.find('=') + 1)));
}

INSTANTIATE_TEST_SUITE_P(Options, EveryOption, testing::ValuesIn(outside), [](const auto& tested) {
    std::string name = tested.param.name;
    std::erase(name, '-');
    return name;
});

TEST(Options, TheHelpListsNothingElse) {
    const std::string help = sm::options_help();
    std::size_t listed = 0;
    for (auto at = help.find("--sm-"); at != std::string::npos; at = help.find("--sm-", at + 1))
        ++listed;
    EXPECT_EQ(listed, std::size(outside));
}

TEST(Options, AFlagOverridesTheEnvironment) {
    EXPECT_THAT(resolved({"--sm-seed=7"}, {"SM_SEED=8"}), HasSubstr("seed=7"));
    EXPECT_THAT(resolved({"--sm-seed=7", "--sm-seed=9"}), HasSubstr("seed=9"));
}

TEST(Options, ABareFlagSwitchesOn) {
    EXPECT_THAT(resolved({"--sm-fork"}), HasSubstr("fork=true"));
    EXPECT_THAT(resolved({"--sm-fork"}, {"SM_FORK=no"}), HasSubstr("fork=true"));
}

TEST(Options, VariablesOfOtherProgramsAreNotOurs) {
    EXPECT_THAT(resolved({}, {"SM_TEMPERATURE=1", "SMALL=2", "SM_DOCKER=podman"}),
                Not(HasSubstr("refused")));
}

/// What is wrong, and what has to be said of it.
struct Wrong {
    Words flags;
    Words environment;
    Words said;
};

void PrintTo(const Wrong& wrong, std::ostream* out) { *out << testing::PrintToString(wrong.said); }

class WrongOption : public testing::TestWithParam<Wrong> {};

TEST_P(WrongOption, IsRefusedByName) {
    const std::string text = resolved(GetParam().flags, GetParam().environment);
    EXPECT_THAT(text, testing::StartsWith("refused: "));
    for (const auto& said : GetParam().said) EXPECT_THAT(text, HasSubstr(said));
    EXPECT_THAT(text, Not(HasSubstr("\n")));
}

const Wrong wrong[] = {
    {{"--sm-lenght=5"}, {}, {"--sm-lenght", "did you mean --sm-length?", "--sm-help"}},
    {{"--sm-quux=5"}, {}, {"--sm-quux", "--sm-help"}},
    {{}, {"SM_LENGHT=5"}, {"SM_LENGHT", "did you mean SM_LENGTH?", "--sm-help"}},
    {{}, {"SM_FOO=1"}, {"SM_FOO", "SM_FORK"}},
    {{"--sm-length=-1"}, {}, {"--sm-length", "\"-1\"", "a whole number from 1 to"}},
    {{"--sm-length=0"}, {}, {"--sm-length", "\"0\"", "a whole number from 1 to"}},
    {{"--sm-length=5x"}, {}, {"--sm-length", "\"5x\""}},
    {{"--sm-length= 5"}, {}, {"--sm-length", "\" 5\""}},
    {{"--sm-length="}, {}, {"--sm-length", "\"\""}},
    {{"--sm-seed=18446744073709551616"},
     {},
     {"--sm-seed", "\"18446744073709551616\"", "from 0 to 18446744073709551615"}},
    {{}, {"SM_SEED=-7"}, {"SM_SEED", "\"-7\"", "from 0 to 18446744073709551615"}},
    {{}, {"SM_WORKERS=two"}, {"SM_WORKERS", "\"two\"", "a whole number"}},
    {{"--sm-time-limit=5"}, {}, {"--sm-time-limit", "\"5\"", "500ms"}},
    {{"--sm-time-limit=5 s"}, {}, {"--sm-time-limit", "\"5 s\"", "500ms"}},
    {{"--sm-time-limit=-5s"}, {}, {"--sm-time-limit", "\"-5s\"", "500ms"}},
    {{"--sm-time-limit=nans"}, {}, {"--sm-time-limit", "\"nans\"", "500ms"}},
    {{"--sm-time-limit=infs"}, {}, {"--sm-time-limit", "\"infs\"", "500ms"}},
    {{"--sm-time-limit=99999999999h"}, {}, {"--sm-time-limit", "\"99999999999h\""}},
    {{"--sm-command-time-limit=0s"}, {}, {"--sm-command-time-limit", "\"0s\"", "longer than 0"}},
    {{}, {"SM_FORK=maybe"}, {"SM_FORK", "\"maybe\"", "true or false"}},
    {{"--sm-seed"}, {}, {"--sm-seed", "no value", "--sm-seed=N"}},
    {{"--sm-corpus"}, {}, {"--sm-corpus", "no value", "--sm-corpus=FOLDER"}},
};

INSTANTIATE_TEST_SUITE_P(Options, WrongOption, testing::ValuesIn(wrong));

TEST(Options, WrongOnesInCodeAreRefusedByName) {
    const auto refusal = [](const sm::Options& options) -> std::string {
        try {
            sm::resolve(options);
            return "none";
        } catch (const sm::Misuse& misuse) {
            return misuse.what();
        }
    };
    EXPECT_THAT(refusal({.programs = 0}), HasSubstr("Options.programs is 0"));
    EXPECT_THAT(refusal({.length = 0}), HasSubstr("Options.length is 0"));
    EXPECT_THAT(refusal({.workers = 0}), HasSubstr("Options.workers is 0"));
    EXPECT_THAT(refusal({.command_time_limit = 0s}), HasSubstr("Options.command_time_limit is 0"));
    EXPECT_THAT(refusal({.command_time_limit = -1s}), HasSubstr("Options.command_time_limit"));
    EXPECT_EQ(refusal({}), "none");
}

TEST(InterleavingsOption, HasNumbersThatMayBeLeftOut) {
    EXPECT_THAT(resolved({"--sm-interleavings=random"}),
                HasSubstr("interleavings=RandomSchedules{schedules=100}"));
    EXPECT_THAT(resolved({"--sm-interleavings=all:3"}),
                HasSubstr("interleavings=AllSchedules{preemptions=3, schedules=1000}"));
}

TEST(InterleavingsOption, IsRefusedWithWhatItMayBe) {
    for (const auto* const bad : {"rnd", "all:1:2:3", "threads:2"}) {
        EXPECT_THAT(resolved({std::string("--sm-interleavings=") + bad}),
                    HasSubstr("it must be threads, random[:SCHEDULES]"));
    }
}

}  // namespace

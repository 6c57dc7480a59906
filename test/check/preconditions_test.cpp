// Whether `pre` still holds is asked again when a sequential program runs.

#include <sm/check/check.hpp>
#include <sm/judge/linearizability.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "check/executor.hpp"
#include "check/refusing_slots.hpp"
#include "check/sequential_search.hpp"

namespace {

using namespace slots;
using sm::detail::AnyHistory;
using testing::HasSubstr;

const auto make = [](sm::Seed seed) { return Store(seed); };

sm::detail::UnderTest under_test() {
    return {sm::detail::vocabulary<Cmd>(), sm::detail::system_type<Cmd, decltype(make)>(), &make,
            sm::detail::encoding_of<Cmd>()};
}

sm::detail::AnyProgram draw(std::uint64_t number) {
    sm::detail::AnyProgram program;
    sm::detail::ProgramGenerator(sm::detail::vocabulary<Cmd>(), sm::ProgramShape{12, 1, true, true})
        .draw(sm::Random(sm::Seed{number}), program);
    return program;
}

TEST(Preconditions, AreAskedInEveryPossibleModel) {
    sm::detail::Executor executor(under_test(), std::chrono::seconds{10}, false);
    std::size_t left_out = 0;
    for (std::uint64_t number = 0; number < 1000 && !testing::Test::HasFailure(); ++number) {
        const auto run = executor.run(draw(number));
        ASSERT_EQ(run.judged.conclusion.verdict, sm::Verdict::valid);
        left_out += expect_right_calls_left_out(run.history);
    }
    EXPECT_GT(left_out, 300U);
}

TEST(Preconditions, AreAskedInAChildToo) {
    sm::detail::Executor executor(under_test(), std::chrono::seconds{10}, false);
    std::size_t left_out = 0;
    for (std::uint64_t number = 0; number < 50 && !testing::Test::HasFailure(); ++number)
        left_out += expect_right_calls_left_out(executor.run_isolated(draw(number)).history);
    EXPECT_GT(left_out, 5U);
}

/// What draws, runs and judges in one go does not ask where all went as planned.
TEST(Preconditions, AreAskedWhereProgramsRunInOneGo) {
    sm::detail::SequentialSearch search(under_test(), {12, 1, true, true}, false);
    std::size_t left_out = 0;
    for (std::uint64_t number = 0; number < 1000 && !testing::Test::HasFailure(); ++number) {
        search.current = number;
        sm::detail::RunningCall running;
        sm::detail::Exploration plan;
        plan.seed = 5;
        plan.end = number + 1;
        ASSERT_FALSE(search.run(plan, running));
        const AnyHistory history{search.execution.program.initial, search.worker_run.entries};
        left_out += expect_right_calls_left_out(history);
    }
    EXPECT_GT(left_out, 300U);
}

TEST(Preconditions, AreAskedOfThePrefixOfAConcurrentProgram) {
    sm::detail::Executor executor(under_test(), std::chrono::seconds{10}, false);
    std::size_t left_out = 0;
    for (std::uint64_t number = 0; number < 300 && !testing::Test::HasFailure(); ++number) {
        auto program = draw(number);
        const auto half =
            program.prefix.begin() + static_cast<std::ptrdiff_t>(program.prefix.size() / 2);
        program.branches = {{half, program.prefix.end()}, {}};
        program.prefix.erase(half, program.prefix.end());
        auto run = executor.run(program);
        run.history.entries.resize(program.prefix.size());
        left_out += expect_right_calls_left_out(run.history);
    }
    EXPECT_GT(left_out, 5U);
}

// -- by hand

struct Files {
    std::set<int> open{};
};
struct Open {
    sm::Below<3> file;
    bool pre(const Files& m) const { return !m.open.contains(file); }
    void apply(Files& m) const { m.open.insert(file); }
    void run(auto& disk) const { disk.open(file); }
};
struct Read {
    sm::Below<3> file;
    bool pre(const Files& m) const { return m.open.contains(file); }
    void apply(Files&) const {}
    void run(auto& disk) const { disk.read(file); }
};
using Disk = std::variant<Open, Read>;

/// Cannot open file 1, and must never be asked to read what is not open.
struct Touchy {
    std::set<int> files{};
    void open(int file) {
        if (file == 1) throw sm::Refused("is a directory");
        files.insert(file);
    }
    void read(int file) {
        if (!files.contains(file)) throw std::logic_error("read of what is not open");
        if (file == 2 && files.size() == 2) throw std::runtime_error("planted");
    }
};

TEST(Preconditions, KeepACommandFromASystemThatRefusedWhatItNeeds) {
    struct Careful : Touchy {
        void read(int file) {
            if (file != 2) Touchy::read(file);
        }
    };
    const auto report = sm::check<Disk>([] { return Careful{}; }, {.seed = 1, .corpus = ""});
    EXPECT_TRUE(report) << report.text();
    EXPECT_GT(report.statistics.calls(sm::Ending::not_run), 100U);
}

TEST(Preconditions, HoldInShrinkingAndInReplays) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto report = sm::check<Disk>([] { return Touchy{}; }, {.seed = seed, .corpus = ""});
        ASSERT_FALSE(report);
        EXPECT_THAT(report.text(), HasSubstr("planted")) << "no read of what is not open";
        EXPECT_EQ(report.program.size(), 3U) << report.text();
    }
}

/// A verdict asks what was answered, not whether it was worth asking for.
TEST(Preconditions, AreNoPartOfTheVerdict) {
    sm::History<Disk> history;
    history.entries.push_back(
        {.id = 1,
         .invoked = 1,
         .returned = 2,
         .call = sm::Call<Read>{{0}, {sm::Ending::answered, sm::Nothing{}, {}}}});
    EXPECT_EQ(sm::linearizable(history).conclusion.verdict, sm::Verdict::valid);
}

}  // namespace

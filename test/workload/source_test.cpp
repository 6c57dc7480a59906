#include "workload/source.hpp"

#include <sm/workload/commands.hpp>
#include <sm/workload/generators.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workload/replicas.hpp"
#include "workload/schedules.hpp"

namespace {

using namespace std::chrono_literals;
using sm::detail::AnyCommand;
using sm::detail::AnyTimedProgram;
using sm::detail::AnyTimedStep;
using sm::detail::Generating;
using sm::detail::Given;
using sm::detail::Replaying;
using sm::gen::Context;
using sm::gen::Next;
using sm::gen::Worker;
using sm::gen::WorkerSet;
using testing::HasSubstr;

constexpr Worker nemesis = sm::gen::nemesis_worker;
const WorkerSet everyone{nemesis, 1, 2};

AnyTimedStep write(sm::StepId id, sm::workload::When when, int value) {
    const auto& type = sm::detail::vocabulary<replicas::Cmd>().commands[0];
    return {id, when, AnyCommand{&type, sm::detail::Any::of(replicas::Write{1, value})}};
}

Context at(sm::Duration now, const WorkerSet& free) { return {now, everyone, free, nullptr}; }

struct Impossible {
    bool pre(const replicas::Model&) const { return false; }
    void apply(replicas::Model&) const {}
    void run(auto&) const {}
};

/// What is given, as a short text: who does what, or until when nothing is.
std::string text(const Given& given) {
    const Next& next = given.next;
    if (next.is_over()) return "over";
    if (next.is_pending() && next.at == sm::gen::forever) return "pending";
    if (next.is_pending()) return "pending " + std::to_string(next.at / 1ms) + "ms";
    return std::to_string(next.worker) + " " + to_string(next.act);
}

TEST(Replaying, GivesAStepWhenItIsDue) {
    const AnyTimedProgram program{2, {write(7, {0, 5ms, 2}, 3)}};
    Replaying replay(program);
    EXPECT_EQ(text(replay.next(at(0ms, everyone))), "pending 5ms");
    EXPECT_EQ(text(replay.next(at(4ms, everyone))), "pending 5ms");
    const Given given = replay.next(at(6ms, everyone));
    EXPECT_EQ(text(given), "2 Write{key=1, value=3}");
    EXPECT_EQ(given.next.at, 6ms) << "an act is for now";
    EXPECT_EQ(given.step, &program.steps[0]);
    EXPECT_EQ(text(replay.next(at(6ms, everyone))), "over");
}

TEST(Replaying, WaitsForTheWorkerAndLeavesOthersTheirTurn) {
    const AnyTimedProgram program{
        2, {write(1, {0, 0ms, 1}, 1), write(2, {0, 1ms, 1}, 2), write(3, {0, 2ms, 2}, 3)}};
    Replaying replay(program);
    EXPECT_EQ(text(replay.next(at(0ms, everyone))), "1 Write{key=1, value=1}");
    const WorkerSet but_1{nemesis, 2};
    EXPECT_EQ(text(replay.next(at(1ms, but_1))), "pending 2ms");
    EXPECT_EQ(text(replay.next(at(2ms, but_1))), "2 Write{key=1, value=3}");
    EXPECT_EQ(text(replay.next(at(3ms, {nemesis}))), "pending") << "until client 1 is free";
    EXPECT_EQ(text(replay.next(at(9ms, everyone))), "1 Write{key=1, value=2}");
}

TEST(Replaying, BeginsAPhaseWhenAllStepsBeforeHaveEnded) {
    const AnyTimedProgram program{2, {write(1, {0, 0ms, 1}, 1), write(2, {4, 10ms, 2}, 2)}};
    Replaying replay(program);
    EXPECT_EQ(text(replay.next(at(0ms, everyone))), "1 Write{key=1, value=1}");
    EXPECT_EQ(text(replay.next(at(50ms, {nemesis, 2}))), "pending") << "client 1 is under way";
    EXPECT_EQ(text(replay.next(at(100ms, everyone))), "pending 110ms");
    EXPECT_EQ(text(replay.next(at(110ms, everyone))), "2 Write{key=1, value=2}");
}

TEST(Replaying, IsNotOverWhileSomethingIsUnderWay) {
    const AnyTimedProgram program{2, {write(1, {0, 0ms, 1}, 1)}};
    Replaying replay(program);
    replay.next(at(0ms, everyone));
    EXPECT_EQ(text(replay.next(at(1ms, {nemesis, 2}))), "pending");
    EXPECT_EQ(text(replay.next(at(2ms, everyone))), "over");
}

TEST(Replaying, GivesTheNemesisItsFaultsAndTheirEnds) {
    const AnyTimedProgram program{
        2,
        {{1, {0, 1ms, nemesis}, sm::Fault{"pause", sm::to_tree(std::vector<std::string>{"n1"})}},
         {2, {0, 2ms, nemesis}, sm::workload::Healing{1}}}};
    Replaying replay(program);
    EXPECT_EQ(text(replay.next(at(0ms, everyone))), "pending 1ms");
    const Given fault = replay.next(at(1ms, everyone));
    EXPECT_EQ(text(fault), "0 inject pause [\"n1\"]");
    EXPECT_EQ(text(replay.next(at(2ms, {1, 2}))), "pending");
    const Given healing = replay.next(at(3ms, everyone));
    EXPECT_EQ(text(healing), "0 heal");
    ASSERT_NE(healing.step, nullptr);
    EXPECT_EQ(healing.step->healing()->fault, 1U) << "of which the step tells";
}

TEST(Replaying, OfNothingIsOver) {
    const AnyTimedProgram program{2, {}};
    EXPECT_EQ(text(Replaying(program).next(at(0ms, everyone))), "over");
}

TEST(Generating, GivesWhatItsGeneratorMakesUp) {
    Generating source(sm::gen::clients(sm::gen::limit(1, sm::gen::repeat(replicas::Write{1, 2}))));
    sm::Random random(1);
    auto context = at(0ms, everyone);
    context.random = &random;
    const Given given = source.next(context);
    EXPECT_THAT(text(given), HasSubstr("Write{key=1, value=2}"));
    EXPECT_EQ(given.step, nullptr);
    EXPECT_EQ(text(source.next(context)), "over");
}

TEST(Generating, LetsItsGeneratorHearWhatBecameOfAnAct) {
    Generating source(sm::gen::until_ok(sm::gen::clients(sm::gen::repeat(replicas::Write{1, 2}))));
    sm::Random random(1);
    auto context = at(0ms, everyone);
    context.random = &random;
    const Given given = source.next(context);
    source.hear(context, {sm::gen::Event::Kind::refused, 1ms, given.next.worker, &given.next.act});
    EXPECT_TRUE(source.next(context).next.is_act());
    source.hear(context, {sm::gen::Event::Kind::answered, 2ms, given.next.worker, &given.next.act});
    EXPECT_EQ(text(source.next(context)), "over");
}

TEST(Generating, RefusesAGeneratorThatWaitsForEver) {
    Generating source(sm::gen::clients(sm::gen::commands<std::variant<Impossible>>()));
    sm::Random random(1);
    auto context = at(0ms, everyone);
    context.random = &random;
    const auto text = schedules::misuse_of([&] { source.next(context); });
    EXPECT_THAT(text, HasSubstr("forever"));
}

}  // namespace

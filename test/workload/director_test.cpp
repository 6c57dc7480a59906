#include "workload/director.hpp"

#include <sm/history/writer.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "workload/simulated_registers.hpp"

namespace {

using namespace registers;
using sm::detail::Director;
using sm::detail::Generating;
using sm::detail::Recorded;
using sm::detail::Replaying;
using sm::detail::WorkloadSystem;

/// Each message takes as long as any other, so that much happens at one instant.
constexpr sm::simulation::ClusterOptions in_step{
    .nodes = 3,
    .network = {.latency = {.least = 1ms, .most = 1ms}},
    .disk = {.sync = {.least = 1ms, .most = 1ms}}};
constexpr sm::simulation::ClusterOptions rough{
    .nodes = 3,
    .network = {.loss = 0.05, .duplicates = 0.05, .reordered = 0.2},
    .disk = forgetful_disk};

Recorded run(const sm::simulation::ClusterOptions& world, sm::detail::Source& source,
             sm::Seed seed) {
    const auto make = sm::simulated<Server>(world);
    using Make = decltype(make);
    using System = sm::simulation::Simulation<Server>;
    const WorkloadSystem system{sm::detail::vocabulary<Cmd>(), sm::detail::encoding_of<Cmd>(),
                                sm::detail::system_type<Cmd, std::remove_const_t<Make>>(),
                                sm::detail::find_injector<System>(), &make};
    return Director(system, {.clients = 4, .random = sm::Random(seed), .seed = seed}, source).run();
}

/// With the time of each.
std::string text(const Recorded& recorded) {
    std::ostringstream text;
    sm::history::write(text, recorded.operations, sm::history::Format::json_lines);
    return text.str();
}

/// Work in one of many ways, all of which make much begin and end together.
sm::gen::Generator drawn_plan(sm::Random& random) {
    const auto work = reads_and_writes(5, 3);
    const auto paced =
        random.chance(1, 2) ? sm::gen::delay(1ms, work) : sm::gen::stagger(2ms, work);
    const auto some = sm::gen::clients(
        sm::gen::limit(random.between(1, 150), random.chance(1, 3) ? work : paced));
    const auto each =
        sm::gen::clients(sm::gen::each_worker(sm::gen::limit(random.between(1, 20), paced)));
    const auto kill =
        sm::gen::inject(on("kill", {"n2"}), random.chance(1, 2) ? 7ms : sm::gen::forever);
    const auto cut = sm::gen::inject(sm::fault::partition({{"n1"}}), 10ms);
    const auto faults = sm::gen::nemesis(sm::gen::limit(
        random.between(0, 20),
        sm::gen::delay(5ms, sm::gen::mix({sm::gen::cycle(kill), sm::gen::cycle(cut)}))));
    const auto beside = sm::gen::any({some, faults});
    const auto rest =
        sm::gen::sequence({sm::gen::sleep(3ms), sm::gen::nemesis(sm::gen::heal()), each});
    return random.chance(1, 2) ? sm::gen::phases({beside, rest, some})
                               : sm::gen::sequence({beside, rest});
}

TEST(Director, AReplayOfWhatItRecordedIsTheSameRun) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        sm::Random random(sm::Seed{seed}.child("plan"));
        const auto& world = random.chance(1, 2) ? in_step : rough;
        Generating generating(drawn_plan(random));
        const auto recorded = run(world, generating, sm::Seed{seed});
        ASSERT_FALSE(recorded.operations.empty());
        Replaying replaying(recorded.program);
        const auto replayed = run(world, replaying, recorded.program.seed);
        ASSERT_EQ(text(recorded), text(replayed)) << "of seed " << seed;
    }
}

TEST(Director, WhatBeginsAndEndsAtOneInstantIsInOrder) {
    Generating generating(sm::gen::clients(sm::gen::limit(100, reads_and_writes(1, 1))));
    const auto recorded = run(in_step, generating, sm::Seed{1});
    sm::Timestamp last = -1;
    for (const auto& operation : recorded.operations) {
        EXPECT_LT(last, operation.invoked) << "no two begin at the same timestamp";
        last = operation.invoked;
    }
}

TEST(Director, HealingsThatAreDueTogetherAreStepsOfTheirOwn) {
    const auto both = sm::gen::nemesis(sm::gen::sequence(
        {sm::gen::inject(on("kill", {"n2"}), 5ms), sm::gen::inject(on("kill", {"n3"}), 5ms)}));
    Generating generating(sm::gen::phases({both, sm::gen::quiet(1s)}));
    const auto recorded = run(in_step, generating, sm::Seed{1});
    ASSERT_EQ(recorded.program.steps.size(), 4U);
    EXPECT_EQ(recorded.operations[2].function, "stop-kill");
    EXPECT_GT(recorded.operations[3].invoked, recorded.operations[2].returned);
}

}  // namespace

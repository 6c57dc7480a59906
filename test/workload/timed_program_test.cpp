#include <sm/value/detail/reading.hpp>
#include <sm/value/json.hpp>
#include <sm/workload/timed_program.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workload/replicas.hpp"
#include "workload/timed_pool.hpp"
#include "workload/timed_program_tree.hpp"

namespace {

using namespace std::chrono_literals;
using replicas::Cmd;
using replicas::Node;
using replicas::Read;
using replicas::Write;
using sm::Fault;
using sm::detail::AnyCommand;
using sm::detail::AnyTimedProgram;
using sm::detail::AnyTimedStep;
using sm::workload::Healing;
using sm::workload::When;
using testing::HasSubstr;
using testing::Not;

constexpr sm::gen::Worker nemesis = sm::gen::nemesis_worker;

const sm::detail::Vocabulary& words() { return sm::detail::vocabulary<Cmd>(); }

AnyTimedStep write(sm::StepId id, When when, int value) {
    return {id, when, AnyCommand{&words().commands[0], sm::detail::Any::of(Write{1, value})}};
}
AnyTimedStep read(sm::StepId id, When when) {
    return {id, when, AnyCommand{&words().commands[1], sm::detail::Any::of(Read{1, Node::n2})}};
}

/// A write, a fault, a read under it, and its end.
AnyTimedProgram sample() {
    return {2,
            {write(1, {0, 0ms, 1}, 5),
             {2, {1, 3ms, nemesis}, Fault{"kill", sm::to_tree(std::vector<std::string>{"n1"})}},
             read(3, {1, 4ms, 2}),
             {4, {2, 0ms, nemesis}, Healing{2}}}};
}

TEST(TimedProgram, CountsCommandsAndFaultsButNotTheEndsOfFaults) {
    const auto program = sm::detail::typed_timed_program<Cmd>(sample());
    EXPECT_EQ(program.steps.size(), 4U);
    EXPECT_EQ(program.commands(), 2U);
    EXPECT_EQ(program.faults(), 1U);
}

TEST(TimedProgram, HasItsStepsWithTheirTypes) {
    const auto program = sm::detail::typed_timed_program<Cmd>(sample());
    EXPECT_EQ(program.clients, 2);
    EXPECT_EQ(std::get<Write>(std::get<Cmd>(program.steps[0].what)).value, 5);
    EXPECT_EQ(std::get<Fault>(program.steps[1].what).name, "kill");
    EXPECT_EQ(std::get<Read>(std::get<Cmd>(program.steps[2].what)).node, Node::n2);
    EXPECT_EQ(program.steps[2].when, (When{1, 4ms, 2}));
    EXPECT_EQ(std::get<Healing>(program.steps[3].what), Healing{2});
}

TEST(TimedProgram, IsTheSameAfterItsFile) {
    const sm::Tree tree = timed_program_tree(sample(), words());
    const auto again = read_timed_program(sm::parse_json(sm::to_json(tree)), words());
    EXPECT_EQ(timed_program_tree(again, words()), tree);
    ASSERT_EQ(again.steps.size(), 4U);
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_TRUE(same_value(again.steps[i], sample().steps[i])) << i;
        EXPECT_EQ(again.steps[i].when, sample().steps[i].when) << i;
    }
}

TEST(TimedProgram, HasItsClientsCountedFrom0InItsFile) {
    const sm::Tree tree = timed_program_tree(sample(), words());
    const std::string text = sm::to_json(tree);
    EXPECT_THAT(text, HasSubstr("\"client\": 0"));
    EXPECT_THAT(text, HasSubstr("\"client\": 1"));
    EXPECT_THAT(text, Not(HasSubstr("\"client\": 2")));
}

/// What is said of the sample's tree after this was done to it.
template <class Change>
std::string complaint(Change change) {
    sm::Tree tree = timed_program_tree(sample(), words());
    change(tree);
    try {
        read_timed_program(tree, words());
    } catch (const sm::BadValue& bad) {
        return bad.what();
    }
    return {};
}

sm::Tree& field(sm::Tree& record, std::string_view name) {
    for (std::size_t i = 0; i < record.size(); ++i) {
        if (record.name(i) == name) return record.item(i);
    }
    throw std::out_of_range(std::string(name));
}

sm::Tree& step(sm::Tree& program, std::size_t n) { return field(program, "steps").item(n); }

TEST(TimedProgram, OfAFileSaysWhatIsWrongAndWhere) {
    EXPECT_EQ(complaint([](auto& tree) { field(step(tree, 2), "id") = sm::Tree(1); }),
              "program.steps[2]: the id 1 is 0 or not unique; give each step a number "
              "of its own from 1 on");
    EXPECT_EQ(complaint([](auto& tree) { field(step(tree, 2), "client") = sm::Tree(2); }),
              "program.steps[2].client: 2 is not between 0 and 1");
    EXPECT_EQ(complaint([](auto& tree) { field(step(tree, 3), "heals") = sm::Tree(1); }),
              "program.steps[3].heals: no step before it with the id 1 is a fault");
    EXPECT_EQ(complaint([](auto& tree) { field(tree, "clients") = sm::Tree(0); }),
              "program.clients: 0 is not between 1 and 1023");
    EXPECT_EQ(complaint([](auto& tree) { field(tree, "steps") = sm::Tree(7); }),
              "program.steps: 7 is not a list");
    EXPECT_THAT(complaint([](auto& tree) { field(step(tree, 0), "command") = sm::Tree(7); }),
                HasSubstr("program.steps[0]: "));
}

TEST(TimedProgram, LosesTheEndOfAFaultThatIsNotThere) {
    auto program = sample();
    program.steps.erase(program.steps.begin() + 1);
    EXPECT_EQ(sm::detail::repaired(program).steps.size(), 2U);
}

TEST(TimedProgram, IsTidiedByNumberingStepsAndPhases) {
    auto program = sample();
    program.steps.erase(program.steps.begin());  // and with it the first phase
    const auto tidied = sm::detail::tidied(program);
    ASSERT_EQ(tidied.steps.size(), 3U);
    EXPECT_EQ(tidied.steps[0].id, 1U);
    EXPECT_EQ(tidied.steps[0].when.phase, 0U);
    EXPECT_EQ(tidied.steps[2].healing()->fault, 1U) << "the end names its fault by the new number";
    EXPECT_EQ(tidied.steps[2].when.phase, 1U);
}

}  // namespace

#include "search/sequential.hpp"

#include <sm/base/misuse.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "search/draw.hpp"

namespace {

using namespace sm::detail;
using sm::Verdict;
using toys::Call;
using toys::Draw;
using toys::History;
using toys::Model;
using toys::Space;

using Processes = std::vector<ProcessCalls>;

constexpr int kRounds = 100'000 / toys::kShare;

enum : int { write_, read_, cas_ };

Call call(int op, int a, int answer = 0) {
    return {{.invoked = 0, .returned = 1, .read_only = op == read_}, {op, a, 0}, answer};
}

Call open(int op, int a) { return {{.optional = true}, {op, a, 0}, 0}; }

SearchResult order(const Model& model, const History& history, const Processes& processes,
                   const sm::Limits& limits = {}, std::size_t most_states = unlimited) {
    Space space(model, history);
    return order_processes(toys::intervals(history), processes, space, limits, most_states);
}

/// Tries all interleavings of the processes. Positions count calls; an optional last one may also
/// be passed over at the end.
bool interleaved(const Model& model, const History& history, const Processes& processes,
                 const toys::State& state, std::vector<std::size_t>& at) {
    bool over = true;
    for (std::size_t i = 0; i < processes.size(); ++i) {
        for (std::size_t j = at[i]; j < processes[i].size(); ++j) {
            over = over && history[processes[i][j]].interval.optional;
        }
    }
    if (over) return true;
    for (std::size_t i = 0; i < processes.size(); ++i) {
        if (at[i] == processes[i].size()) continue;
        auto next = state;
        if (!toys::take_effect(model, next, history[processes[i][at[i]]])) continue;
        ++at[i];
        const bool found = interleaved(model, history, processes, next, at);
        --at[i];
        if (found) return true;
    }
    return false;
}

bool interleaved(const Model& model, const History& history, const Processes& processes) {
    std::vector<std::size_t> at(processes.size());
    return interleaved(model, history, processes, model.start, at);
}

/// Does the calls in the order, which must be true to each process, and checks their answers.
void expect_explains(const Model& model, const History& history, const Processes& processes,
                     const std::vector<CallId>& order, toys::State& state) {
    std::vector<std::size_t> at(processes.size());
    state = model.start;
    for (const CallId id : order) {
        bool next = false;
        for (std::size_t i = 0; i < processes.size() && !next; ++i) {
            next = at[i] < processes[i].size() && processes[i][at[i]] == id;
            if (next) ++at[i];
        }
        ASSERT_TRUE(next) << "out of order: " << id;
        ASSERT_TRUE(toys::take_effect(model, state, history[id])) << "wrong answer: " << id;
    }
}

/// Deals the calls out to processes in their order; a process ends with an optional call.
Processes deal(Draw& draw, const History& history) {
    const int living = 1 + draw.below(4);
    Processes processes(static_cast<std::size_t>(living));
    for (CallId id = 0; id < history.size(); ++id) {
        const auto dealt = static_cast<std::size_t>(draw.below(living));
        processes[dealt].push_back(id);
        if (!history[id].interval.optional) continue;
        auto ended = std::exchange(processes[dealt], {});
        processes.push_back(std::move(ended));
    }
    return processes;
}

class RandomProcesses : public testing::TestWithParam<const Model*> {};

TEST_P(RandomProcesses, AreJudgedAsByTryingAllInterleavings) {
    const auto& model = *GetParam();
    Draw draw(5);
    int valid = 0;
    for (int round = 0; round < kRounds && !HasFailure(); ++round) {
        SCOPED_TRACE(testing::Message() << "round " << round);
        auto history = draw.concurrent(model, 1 + draw.below(9), 4 + draw.below(12));
        std::stable_sort(history.begin(), history.end(), [](const Call& a, const Call& b) {
            return a.interval.invoked < b.interval.invoked;
        });
        const auto processes = deal(draw, history);
        Space space(model, history);
        const auto result = order_processes(toys::intervals(history), processes, space);
        const bool right = interleaved(model, history, processes);
        ASSERT_EQ(result.verdict, right ? Verdict::valid : Verdict::invalid);
        valid += right ? 1 : 0;
        toys::State state;
        if (right) {
            expect_explains(model, history, processes, result.order, state);
            for (CallId id = 0; id < history.size(); ++id) {
                if (history[id].interval.optional) continue;
                ASSERT_EQ(std::count(result.order.begin(), result.order.end(), id), 1);
            }
        } else {
            ASSERT_TRUE(result.counterexample.has_value());
            expect_explains(model, history, processes, result.counterexample->order, state);
            ASSERT_EQ(space[result.counterexample->state], state);
            ASSERT_EQ(result.counterexample->call, result.counterexample->candidates.at(0));
            for (const CallId id : result.counterexample->candidates) {
                auto after = state;
                const auto& order = result.counterexample->order;
                ASSERT_EQ(std::count(order.begin(), order.end(), id), 0);
                ASSERT_FALSE(toys::take_effect(model, after, history[id])) << id;
            }
        }
        if (toys::explained(model, history)) {
            // What real time allows too, needs no more than the order of the processes, if they
            // are sequential; these need not be, so only those dealt one call each are compared.
            Processes apart;
            for (CallId id = 0; id < history.size(); ++id) apart.push_back({id});
            ASSERT_EQ(order(model, history, apart).verdict, Verdict::valid);
        }
    }
    EXPECT_GT(valid, kRounds / 5);
    EXPECT_LT(valid, kRounds * 9 / 10);
}

INSTANTIATE_TEST_SUITE_P(All, RandomProcesses, testing::ValuesIn(toys::kModels),
                         [](const auto& model) { return model.param->name; });

TEST(OrderProcesses, FindsNothingWrongWithNothing) {
    EXPECT_EQ(order(toys::kRegister, {}, {}).verdict, Verdict::valid);
    EXPECT_EQ(order(toys::kRegister, {}, {{}, {}}).verdict, Verdict::valid);
}

TEST(OrderProcesses, AllowsAStaleRead) {
    const History history{call(write_, 1), call(read_, 0, 0), call(read_, 0, 1)};
    const auto result = order(toys::kRegister, history, {{0}, {1, 2}});
    EXPECT_EQ(result.verdict, Verdict::valid);
    EXPECT_EQ(result.order, (std::vector<CallId>{1, 0, 2}));
}

TEST(OrderProcesses, ConvictsAProcessThatForgetsItsOwnWrite) {
    const History history{call(write_, 1), call(read_, 0, 0)};
    const auto result = order(toys::kRegister, history, {{0, 1}});
    ASSERT_EQ(result.verdict, Verdict::invalid);
    EXPECT_EQ(result.counterexample->call, 1U);
    EXPECT_EQ(result.counterexample->order, (std::vector<CallId>{0}));
}

TEST(OrderProcesses, ConvictsReadersWhoDisagreeOnTheOrderOfWrites) {
    const History history{call(write_, 1),   call(write_, 2),   call(read_, 0, 1),
                          call(read_, 0, 2), call(read_, 0, 2), call(read_, 0, 1)};
    const auto result = order(toys::kRegister, history, {{0}, {1}, {2, 3}, {4, 5}});
    EXPECT_EQ(result.verdict, Verdict::invalid);
    EXPECT_EQ(order(toys::kRegister, history, {{0}, {1}, {2, 3}, {5}}).verdict, Verdict::valid);
}

TEST(OrderProcesses, UsesACallOfUnknownOutcomeOnlyOnceAndIfItHasTo) {
    const History once{open(write_, 1), call(read_, 0, 1), call(write_, 2), call(read_, 0, 1)};
    EXPECT_EQ(order(toys::kRegister, once, {{0}, {1, 2, 3}}).verdict, Verdict::invalid);
    const History never{open(write_, 1), call(read_, 0, 0)};
    EXPECT_EQ(order(toys::kRegister, never, {{0}, {1}}).order, (std::vector<CallId>{1}));
}

TEST(OrderProcesses, KeepsACallOfUnknownOutcomeBehindItsProcess) {
    const History history{call(read_, 0, 1), open(write_, 1)};
    EXPECT_EQ(order(toys::kRegister, history, {{0, 1}}).verdict, Verdict::invalid);
    EXPECT_EQ(order(toys::kRegister, history, {{0}, {1}}).verdict, Verdict::valid);
}

TEST(OrderProcesses, RefusesAProcessThatGoesOnAfterAnUnknownOutcome) {
    const History history{open(write_, 1), call(read_, 0, 1)};
    try {
        order(toys::kRegister, history, {{0, 1}});
        FAIL();
    } catch (const sm::Misuse& misuse) {
        EXPECT_STREQ(misuse.what(),
                     "call 0 is of unknown outcome, and call 1 follows it in the same process. "
                     "Whoever goes on after such a call is another process.");
    }
}

/// Writers and readers of a register, the last of whom read a value that was never there.
History crossed(int writers, Processes& processes) {
    History history;
    for (int i = 0; i < writers; ++i) {
        ProcessCalls process;
        for (int j = 0; j < 6; ++j) {
            process.push_back(static_cast<CallId>(history.size()));
            history.push_back(call(write_, 10 * i + j));
        }
        processes.push_back(process);
    }
    processes.push_back({static_cast<CallId>(history.size())});
    history.push_back(call(read_, 0, -1));
    return history;
}

TEST(OrderProcesses, EndWithUnknownAtTheirLimits) {
    Processes processes;
    const auto history = crossed(8, processes);
    const auto few = order(toys::kRegister, history, processes, {}, 1000);
    EXPECT_EQ(few.verdict, Verdict::unknown);
    EXPECT_EQ(few.reason, "the search reached its limit of 1000 states");
    const auto small = order(toys::kRegister, history, processes, {.memory = std::size_t{4} << 20});
    EXPECT_EQ(small.verdict, Verdict::unknown);
    EXPECT_NE(small.reason.find("4 MiB of memory"), std::string::npos);
    EXPECT_LT(small.memory, std::size_t{6} << 20);
}

TEST(OrderProcesses, ExploreEachNodeOnce) {
    Processes processes;
    const auto history = crossed(3, processes);
    const auto result = order(toys::kRegister, history, processes);
    EXPECT_EQ(result.verdict, Verdict::invalid);
    // 7^3 positions with 3 states and 4 moves each; there are 18!/6!^3 orders.
    EXPECT_LT(result.states, 6000U);
}

}  // namespace

#include "search/search.hpp"

#include <sm/base/misuse.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <numeric>

#include "search/draw.hpp"
#include "search/portfolio.hpp"

namespace {

using namespace sm::detail;
using sm::Verdict;
using toys::Call;
using toys::Draw;
using toys::History;
using toys::Model;
using toys::Space;

constexpr int kRounds = 100'000 / toys::kShare;

enum : int { write_, read_, cas_ };

Call call(std::int64_t invoked, std::int64_t returned, int op, int a, int answer = 0) {
    return {{.invoked = invoked, .returned = returned}, {op, a, 0}, answer};
}

Call open(std::int64_t invoked, int op, int a) {
    return {{.invoked = invoked, .optional = true}, {op, a, 0}, 0};
}

SearchResult search(const Model& model, const History& history, const sm::Limits& limits = {},
                    std::size_t most_states = unlimited) {
    Space space(model, history);
    return linearize(toys::intervals(history), space, limits, most_states);
}

/// Does the calls in the order, and checks answers, real time, and that none comes twice.
void expect_explains(const Model& model, const History& history, const std::vector<CallId>& order,
                     toys::State& state) {
    auto left = (1U << history.size()) - 1;
    state = model.start;
    for (const auto id : order) {
        ASSERT_NE(left >> id & 1U, 0U) << "twice: " << id;
        ASSERT_TRUE(toys::may_be_next(history, left, id)) << "too early: " << id;
        ASSERT_TRUE(toys::take_effect(model, state, history[id])) << "wrong answer: " << id;
        left &= ~(1U << id);
    }
}

/// The part of the history that the nth return has to be explained with: calls invoked later are
/// not there yet, and those that return later may still have no effect.
bool explained_up_to(const Model& model, const History& history, const std::vector<CallId>& due,
                     std::size_t n) {
    unsigned left = 0;
    auto may_fail = toys::optional_calls(history);
    for (CallId id = 0; id < history.size(); ++id) {
        if (history[id].interval.invoked <= history[due[n]].interval.returned) left |= 1U << id;
    }
    for (std::size_t i = n + 1; i < due.size(); ++i) may_fail |= 1U << due[i];
    return toys::explained(model, history, model.start, left, may_fail);
}

std::vector<CallId> by_return(const History& history) {
    std::vector<CallId> due;
    for (CallId id = 0; id < history.size(); ++id) {
        if (!history[id].interval.optional) due.push_back(id);
    }
    std::stable_sort(due.begin(), due.end(), [&](CallId a, CallId b) {
        return history[a].interval.returned < history[b].interval.returned;
    });
    return due;
}

void expect_right_impasse(const Model& model, const History& history, const Space& space,
                          const Counterexample& counterexample) {
    const auto due = by_return(history);
    std::size_t n = 0;
    while (explained_up_to(model, history, due, n)) ++n;
    ASSERT_EQ(counterexample.call, due[n]);
    toys::State state;
    expect_explains(model, history, counterexample.order, state);
    EXPECT_EQ(space[counterexample.state], state);
    EXPECT_EQ(counterexample.states.at(0), counterexample.state);
    EXPECT_EQ(counterexample.candidates.at(0), counterexample.call);
    for (std::size_t i = 0; i < n; ++i) {
        EXPECT_EQ(std::count(counterexample.order.begin(), counterexample.order.end(), due[i]), 1);
    }
    for (const auto id : counterexample.states) {
        auto last = space[id];
        EXPECT_FALSE(toys::take_effect(model, last, history[counterexample.call]));
    }
}

void judge_like_all_orders(const Model& model, const History& history, const Pace& pace) {
    Space space(model, history);
    const auto result = Portfolio(toys::intervals(history), space, {}, unlimited, pace).run();
    const bool right = toys::explained(model, history);
    ASSERT_EQ(result.verdict, right ? Verdict::valid : Verdict::invalid);
    if (!right) {
        ASSERT_TRUE(result.counterexample.has_value());
        return expect_right_impasse(model, history, space, *result.counterexample);
    }
    toys::State state;
    expect_explains(model, history, result.order, state);
    for (CallId id = 0; id < history.size(); ++id) {
        if (history[id].interval.optional) continue;
        EXPECT_EQ(std::count(result.order.begin(), result.order.end(), id), 1);
    }
}

/// With such short turns even small histories see all states, the window and many turns.
constexpr Pace kShort{.first_turn = 1, .turn_per_call = 0, .window = 1};

class RandomHistories : public testing::TestWithParam<const Model*> {};

TEST_P(RandomHistories, AreJudgedAsByTryingAllOrders) {
    const auto& model = *GetParam();
    Draw draw(1);
    int valid = 0;
    for (int round = 0; round < kRounds && !HasFailure(); ++round) {
        const auto history = draw.concurrent(model, 1 + draw.below(9), 4 + draw.below(12));
        SCOPED_TRACE(testing::Message() << "round " << round);
        judge_like_all_orders(model, history, round % 2 == 0 ? Pace{} : kShort);
        if (HasFailure()) ADD_FAILURE() << toys::text(model, history);
        valid += toys::explained(model, history) ? 1 : 0;
    }
    EXPECT_GT(valid, kRounds / 4);  // both kinds were met
    EXPECT_LT(valid, kRounds * 9 / 10);
}

INSTANTIATE_TEST_SUITE_P(All, RandomHistories, testing::ValuesIn(toys::kModels),
                         [](const auto& model) { return model.param->name; });

TEST(Linearize, FindsNothingWrongWithNothing) {
    const auto result = search(toys::kRegister, {});
    EXPECT_EQ(result.verdict, Verdict::valid);
    EXPECT_TRUE(result.order.empty());
}

TEST(Linearize, ConvictsAStaleRead) {
    const auto result = search(toys::kRegister, {call(1, 2, write_, 1), call(3, 4, read_, 0, 0)});
    ASSERT_EQ(result.verdict, Verdict::invalid);
    EXPECT_EQ(result.counterexample->call, 1U);
    EXPECT_EQ(result.counterexample->order, (std::vector<CallId>{0}));
}

TEST(Linearize, TakesEqualStampsAsConcurrent) {
    const auto result = search(toys::kRegister, {call(1, 5, write_, 1), call(5, 7, read_, 0, 0)});
    EXPECT_EQ(result.verdict, Verdict::valid);
    EXPECT_EQ(result.order, (std::vector<CallId>{1, 0}));
}

TEST(Linearize, LetsAnOpenCallTakeEffectMuchLater) {
    const auto result = search(toys::kRegister, {open(1, write_, 1), call(3, 4, read_, 0, 0),
                                                 call(5, 6, read_, 0, 1), call(7, 8, read_, 0, 1)});
    EXPECT_EQ(result.verdict, Verdict::valid);
    EXPECT_EQ(result.order, (std::vector<CallId>{1, 0, 2, 3}));
}

TEST(Linearize, DoesNotLetAnOpenCallTakeEffectTwice) {
    const auto result = search(toys::kRegister, {open(1, write_, 1), call(3, 4, read_, 0, 1),
                                                 call(5, 6, write_, 2), call(7, 8, read_, 0, 1)});
    ASSERT_EQ(result.verdict, Verdict::invalid);
    EXPECT_EQ(result.counterexample->call, 3U);
    EXPECT_EQ(result.counterexample->order, (std::vector<CallId>{0, 1, 2}));
}

TEST(Linearize, LeavesOutOpenCallsThatExplainNothing) {
    const auto result = search(toys::kRegister, {open(1, write_, 1), call(3, 4, read_, 0, 0)});
    EXPECT_EQ(result.order, (std::vector<CallId>{1}));
}

TEST(Linearize, TellsAllStatesInWhichTheCallWasTried) {
    const History history{call(1, 9, write_, 1), call(1, 9, write_, 2), call(2, 3, read_, 0, 7)};
    Space space(toys::kRegister, history);
    const auto result = linearize(toys::intervals(history), space);
    ASSERT_TRUE(result.counterexample.has_value());
    EXPECT_TRUE(result.counterexample->order.empty());
    EXPECT_EQ(result.counterexample->candidates, (std::vector<CallId>{2, 0, 1}));
    std::vector<int> values;
    for (const auto id : result.counterexample->states) values.push_back(space[id].at(0));
    EXPECT_EQ(values, (std::vector<int>{0, 1, 2}));
    EXPECT_FALSE(result.counterexample->more_states);
}

TEST(Linearize, RefusesACallThatReturnsBeforeItIsInvoked) {
    try {
        search(toys::kRegister, {call(1, 2, write_, 1), call(7, 4, write_, 1)});
        FAIL();
    } catch (const sm::Misuse& misuse) {
        EXPECT_NE(std::string(misuse.what()).find("call 1: returned at 4"), std::string::npos);
    }
}

TEST(Linearize, AsksOnceForEachStateAndKind) {
    Draw draw(3);
    auto history = draw.concurrent(toys::kCasRegister, 400, 100);
    std::map<std::pair<toys::Input, int>, Kind> kinds;
    for (auto& each : history) {
        each.interval.optional = false;
        const auto next = static_cast<Kind>(kinds.size());
        each.interval.kind = kinds.try_emplace({each.input, each.answer}, next).first->second;
    }
    Space space(toys::kCasRegister, history);
    linearize(toys::intervals(history), space);
    EXPECT_LE(space.asked, space.count() * kinds.size());
}

/// A cas-register with values 0 to 4: each client does a call, waits, does the next.
History busy(std::uint64_t seed, int clients, int calls) {
    Draw draw(seed);
    History history;
    std::vector<std::int64_t> free(static_cast<std::size_t>(clients), 0);
    std::vector<std::pair<std::int64_t, std::size_t>> effects;
    for (int i = 0; i < calls; ++i) {
        auto& from = free[static_cast<std::size_t>(i % clients)];
        Call each;
        each.input = {draw.below(3), draw.below(5), draw.below(5)};
        each.interval.invoked = from + draw.below(20);
        each.interval.returned = each.interval.invoked + 20 + draw.below(80);
        from = each.interval.returned + 1;
        effects.emplace_back(each.interval.invoked + draw.below(20), history.size());
        history.push_back(each);
    }
    std::sort(effects.begin(), effects.end());
    auto state = toys::kCasRegister.start;
    for (const auto& [when, id] : effects) {
        history[id].answer = toys::kCasRegister.apply(state, history[id].input);
    }
    draw.annotate(toys::kCasRegister, history);
    return history;
}

template <class F>
double seconds(F&& f) {
    const auto begin = std::chrono::steady_clock::now();
    f();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

TEST(BigHistories, OfTwentyClientsAreExplainedFast) {
    const auto history = busy(5, 20, 10'000);
    SearchResult result;
    const auto took = seconds([&] { result = search(toys::kCasRegister, history); });
    EXPECT_EQ(result.verdict, Verdict::valid) << result.reason;
    EXPECT_EQ(result.order.size(), history.size());
    EXPECT_LT(took, 2.0 * toys::kShare);
    RecordProperty("seconds", std::to_string(took));
    RecordProperty("states", std::to_string(result.states));
}

TEST(BigHistories, OfTwentyClientsAreConvictedFast) {
    auto history = busy(5, 20, 10'000);
    auto& wrong = history[9'000];
    wrong.input = {read_, 0, 0};
    wrong.answer = 5;  // was never written
    wrong.interval.kind = unique_kind;
    wrong.interval.read_only = true;
    SearchResult result;
    const auto took = seconds([&] { result = search(toys::kCasRegister, history); });
    ASSERT_EQ(result.verdict, Verdict::invalid) << result.reason;
    EXPECT_EQ(result.counterexample->call, 9'000U);
    EXPECT_LT(took, 10.0 * toys::kShare);
    RecordProperty("seconds", std::to_string(took));
    RecordProperty("states", std::to_string(result.states));
}

TEST(BigHistories, MayHaveHundredsOfCallsInFlight) {
    History history;
    for (int i = 0; i < 300; ++i) history.push_back(call(1, 10, write_, i % 4));
    history.push_back(call(11, 12, read_, 0, 1));
    history.push_back(call(13, 14, read_, 0, 1));
    const auto result = search(toys::kRegister, history);
    ASSERT_EQ(result.verdict, Verdict::valid) << result.reason;
    EXPECT_EQ(result.order.size(), 302U);
    EXPECT_EQ(result.order[299] % 4, 1U);
}

TEST(BigHistories, MayHaveHundredsOfOpenCalls) {
    History history;
    for (int i = 0; i < 150; ++i) {
        history.push_back(open(4 * i, write_, i + 1));
        history.push_back(call(4 * i + 2, 4 * i + 3, read_, 0, i / 2));
    }
    EXPECT_EQ(search(toys::kRegister, history).verdict, Verdict::valid);
    history.push_back(call(5000, 5001, read_, 0, 7));  // was overwritten, and is used up
    EXPECT_EQ(search(toys::kRegister, history).verdict, Verdict::invalid);
}

TEST(BigHistories, OfAlikeOpenCallsAreNotTriedInAllOrders) {
    History history;
    for (int i = 0; i < 40; ++i) {
        history.push_back(open(i, write_, 1));
        history.back().input.op = 0;
        history.back().interval.kind = 0;
    }
    for (int i = 0; i < 41; ++i) history.push_back(call(100 + 3 * i, 101 + 3 * i, cas_, 1, 1));
    for (auto& each : history) {
        if (each.input.op == cas_) each.input = {cas_, 1, 2}, each.interval.kind = 1;
    }
    const auto result = search(toys::kCasRegister, history);  // forty ones, taken 41 times
    ASSERT_EQ(result.verdict, Verdict::invalid);
    EXPECT_EQ(result.counterexample->call, 80U);
    EXPECT_LT(result.states, 20'000U);
}

/// Too hard to decide: calls that all change the state differently, and an answer never given.
History hopeless(int calls) {
    History history;
    for (int i = 0; i < calls; ++i) history.push_back(call(1, 10, 0, i));
    history.push_back(call(11, 12, 1, 0, -5));
    return history;
}

TEST(Limits, OfStatesAreKept) {
    const auto result = search(toys::kQueue, hopeless(12), {}, 5'000);
    EXPECT_EQ(result.verdict, Verdict::unknown);
    EXPECT_EQ(result.states, 5'000U);
    EXPECT_EQ(result.reason, "the search reached its limit of 5000 states");
}

TEST(Limits, OfMemoryAreKept) {
    const std::size_t memory = std::size_t{8} << 20;
    const auto result = search(toys::kQueue, hopeless(12), {.memory = memory});
    EXPECT_EQ(result.verdict, Verdict::unknown);
    EXPECT_NE(result.reason.find("8 MiB of memory"), std::string::npos) << result.reason;
    EXPECT_LT(result.memory, 4 * memory);
}

TEST(Limits, OfMemoryAreKeptWhenCountingTheCallsAlone) {
    const auto result = search(toys::kRegister, hopeless(3'000), {.memory = std::size_t{1} << 20});
    EXPECT_EQ(result.verdict, Verdict::unknown);
    EXPECT_EQ(result.states, 0U);
}

TEST(Limits, OfTimeAreKept) {
    /// Each step takes a millisecond of a clock that only it moves.
    struct Slow final : StateSpace {
        Space space;
        sm::VirtualClock clock;
        Slow(const Model& model, const History& history) : space(model, history) {}
        StateId initial() override { return space.initial(); }
        std::optional<StateId> step(StateId from, CallId id) override {
            clock.wait(std::chrono::milliseconds{1});
            return space.step(from, id);
        }
    };
    const auto history = hopeless(12);
    Slow slow(toys::kQueue, history);
    const auto result = linearize(toys::intervals(history), slow,
                                  {.time = std::chrono::milliseconds{500}, .clock = &slow.clock});
    EXPECT_EQ(result.verdict, Verdict::unknown);
    EXPECT_NE(result.reason.find("limit of 500 ms"), std::string::npos) << result.reason;
    EXPECT_LT(slow.clock.now(), std::chrono::milliseconds{1000});
}

TEST(Limits, BreadthFirstDecidesWhereDepthFirstHasNoMemoryLeft) {
    // Eight calls in flight at a time: not many nodes on a level, but many levels.
    History history;
    for (int i = 0; i < 1'500; ++i) history.push_back(call(10 * i, 10 * i + 75, write_, i % 11));
    history.push_back(call(40'000, 40'001, read_, 0, 11));
    const auto calls = toys::intervals(history);
    Space space(toys::kRegister, history);
    Memo memo(space);
    Graph graph(calls, Timetable::number_kinds(calls), space.initial(), memo);
    sm::VirtualClock clock;  // stands still: however slow the machine is, time is no bound here
    Watch watch({.clock = &clock});
    DepthFirst depth(graph);
    ASSERT_EQ(depth.run(watch), Progress::invalid);

    const sm::Limits tight{.memory = graph.bytes() + depth.bytes() / 4, .clock = &clock};
    Watch tight_watch(tight);
    EXPECT_EQ(DepthFirst(graph).run(tight_watch), Progress::full);
    EXPECT_EQ(BreadthFirst(graph).run(tight_watch), Progress::invalid);

    const Pace no_window{.window = 1'000'000};
    const auto result = Portfolio(calls, space, tight, unlimited, no_window).run();
    ASSERT_EQ(result.verdict, Verdict::invalid) << result.reason;
    EXPECT_EQ(result.counterexample->call, 1'500U);
    EXPECT_LE(result.memory, tight.memory);
}

}  // namespace

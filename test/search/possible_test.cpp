#include "search/possible.hpp"

#include <gtest/gtest.h>

#include <set>
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

constexpr int kRounds = 100'000 / toys::kShare;

enum : int { write_, read_ };

Call write(int value) { return {{}, {write_, value, 0}, 0}; }
Call read(int answer) { return {{.read_only = true}, {read_, 0, 0}, answer}; }
Call lost(int value) { return {{.optional = true}, {write_, value, 0}, 0}; }

/// The plain way: all pairs of a state and the set of calls still open.
class AllPossible {
 public:
    AllPossible(const Model& model, const History& history) : model_(&model), history_(&history) {
        pairs_.insert({model.start, 0});
    }

    bool take(CallId id) {
        const auto before = std::exchange(pairs_, {});
        for (auto [state, open] : before) {
            if ((*history_)[id].interval.optional) {
                open |= 1U << id;
            } else if (!toys::take_effect(*model_, state, (*history_)[id])) {
                continue;
            }
            add(state, open);
        }
        return !pairs_.empty();
    }

    std::set<toys::State> states() const {
        std::set<toys::State> states;
        for (const auto& [state, open] : pairs_) states.insert(state);
        return states;
    }

 private:
    void add(const toys::State& state, unsigned open) {
        if (!pairs_.insert({state, open}).second) return;
        for (CallId id = 0; open >> id != 0; ++id) {
            if ((open >> id & 1U) == 0) continue;
            auto next = state;
            toys::take_effect(*model_, next, (*history_)[id]);
            add(next, open & ~(1U << id));
        }
    }

    const Model* model_;
    const History* history_;
    std::set<std::pair<toys::State, unsigned>> pairs_;
};

Verdict take(Possible& possible, const History& history, CallId id) {
    const auto& interval = history[id].interval;
    return interval.optional ? possible.unknown(id, interval.kind) : possible.answered(id);
}

std::set<toys::State> states(Possible& possible, const Space& space) {
    std::set<toys::State> states;
    for (const auto id : possible.states()) {
        EXPECT_TRUE(states.insert(space[id]).second) << "a state comes twice";
    }
    return states;
}

Verdict linearized(const Model& model, const History& history, std::size_t calls) {
    const History prefix(history.begin(), history.begin() + static_cast<std::ptrdiff_t>(calls));
    Space space(model, prefix);
    return linearize(toys::intervals(prefix), space).verdict;
}

/// Calls until the first one not explained; returns how many were.
std::size_t judge_like_all_possible(const Model& model, const History& history) {
    Space space(model, history);
    Possible possible(space);
    AllPossible all(model, history);
    for (CallId id = 0; id < history.size(); ++id) {
        const bool right = all.take(id);
        EXPECT_EQ(take(possible, history, id), right ? Verdict::valid : Verdict::invalid);
        if (!right) {
            EXPECT_EQ(possible.counterexample().call, id);
            EXPECT_EQ(linearized(model, history, id), Verdict::valid);
            EXPECT_EQ(linearized(model, history, id + 1), Verdict::invalid);
            return id;
        }
        EXPECT_EQ(states(possible, space), all.states());
    }
    EXPECT_EQ(linearized(model, history, history.size()), Verdict::valid);
    return history.size();
}

class RandomRuns : public testing::TestWithParam<const Model*> {};

TEST_P(RandomRuns, AreJudgedAsByFollowingAllPossibleStates) {
    const auto& model = *GetParam();
    Draw draw(2);
    int valid = 0;
    for (int round = 0; round < kRounds && !HasFailure(); ++round) {
        const auto history = draw.sequential(model, 1 + draw.below(9));
        SCOPED_TRACE(testing::Message() << "round " << round);
        if (judge_like_all_possible(model, history) == history.size()) ++valid;
        if (HasFailure()) ADD_FAILURE() << toys::text(model, history);
    }
    EXPECT_GT(valid, kRounds / 2);
    EXPECT_LT(valid, kRounds * 19 / 20);
}

INSTANTIATE_TEST_SUITE_P(All, RandomRuns, testing::ValuesIn(toys::kModels),
                         [](const auto& model) { return model.param->name; });

Verdict judge(const History& history, Possible& possible) {
    for (CallId id = 0; id < history.size(); ++id) take(possible, history, id);
    return possible.verdict();
}

TEST(Possible, StopsAtTheFirstWrongAnswer) {
    const History history{write(1), read(2), write(2), read(7)};
    Space space(toys::kRegister, history);
    Possible possible(space);
    EXPECT_EQ(judge(history, possible), Verdict::invalid);
    EXPECT_EQ(possible.counterexample().call, 1U);
    EXPECT_EQ(possible.counterexample().order, (std::vector<CallId>{0}));
    EXPECT_EQ(space[possible.counterexample().state], toys::State{1});
    EXPECT_EQ(possible.counterexample().candidates, (std::vector<CallId>{1}));
}

TEST(Possible, TellsWhichLostCallsMustHaveTakenEffect) {
    const History history{lost(1), lost(2), read(2), read(0)};
    Space space(toys::kRegister, history);
    Possible possible(space);
    EXPECT_EQ(judge(history, possible), Verdict::invalid);
    EXPECT_EQ(possible.counterexample().order, (std::vector<CallId>{1, 2}));
    EXPECT_EQ(possible.counterexample().candidates, (std::vector<CallId>{3, 0}));
    EXPECT_EQ(possible.counterexample().states.size(), 2U);  // 2, and 1 by the other lost call
}

TEST(Possible, KnowsAllStatesOfTheMoment) {
    const History history{write(3), lost(1), lost(2)};
    Space space(toys::kRegister, history);
    Possible possible(space);
    judge(history, possible);
    EXPECT_EQ(states(possible, space), (std::set<toys::State>{{3}, {1}, {2}}));
}

TEST(Possible, AsksOnceACallWhileNothingIsOpen) {
    History history;
    for (int i = 0; i < 1000; ++i) history.push_back(i % 2 == 0 ? write(i) : read(i - 1));
    Space space(toys::kRegister, history);
    Possible possible(space);
    EXPECT_EQ(judge(history, possible), Verdict::valid);
    EXPECT_EQ(space.asked, 1000U);
}

TEST(Possible, FollowsHundredsOfLostCalls) {
    History history;
    for (int i = 0; i < 200; ++i) {
        history.push_back(lost(i + 1));
        history.push_back(read(i / 2));
    }
    Space space(toys::kRegister, history);
    Possible possible(space);
    EXPECT_EQ(judge(history, possible), Verdict::valid);
}

TEST(Possible, IsUnknownBeyondItsLimit) {
    History history;
    for (int i = 0; i < 14; ++i) history.push_back(lost(i));  // enqueued in any order, or not
    history.push_back(read(-1));
    Space space(toys::kQueue, history);
    Possible possible(space, {}, 10'000);
    EXPECT_EQ(judge(history, possible), Verdict::unknown);
    EXPECT_EQ(possible.reason(), "the search reached its limit of 10000 states");
    EXPECT_EQ(possible.answered(14), Verdict::unknown);
}

TEST(Possible, IsUnknownBeyondItsMemory) {
    History history;
    for (int i = 0; i < 14; ++i) history.push_back(lost(i));
    history.push_back(read(-1));
    Space space(toys::kQueue, history);
    Possible possible(space, {.memory = std::size_t{4} << 20});
    EXPECT_EQ(judge(history, possible), Verdict::unknown);
    EXPECT_NE(possible.reason().find("4 MiB of memory"), std::string::npos) << possible.reason();
}

}  // namespace

#include <sm/base/misuse.hpp>
#include <sm/judge/linearizability.hpp>

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "judge/histories.hpp"
#include "search/toys.hpp"

namespace {

using histories::below;

/// A store of keys that do not meet.
struct Store {
    std::map<int, int> kv;
};
struct Get {
    int key = 0;
    static constexpr bool read_only = true;
    static int partition(const Get& command) { return command.key; }
    int apply(Store& m) const { return m.kv.contains(key) ? m.kv.at(key) : 0; }
};
struct Put {
    int key = 0;
    int value = 0;
    static int partition(const Put& command) { return command.key; }
    void apply(Store& m) const { m.kv[key] = value; }
};
struct Add {
    int key = 0;
    static int partition(const Add& command) { return command.key; }
    int apply(Store& m) const { return m.kv[key]++; }
};
/// Has no key, and nothing to do with any.
struct Ping {
    static constexpr bool read_only = true;
    void apply(Store&) const {}
};
using Cmd = std::variant<Get, Put, Add, Ping>;

Cmd draw(sm::Random& random) {
    const int key = below(random, 3);
    const auto kind = random.below(4);
    if (kind == 3) return Ping{};
    if (kind == 0) return Get{key};
    if (kind == 1) return Put{key, below(random, 3)};
    return Add{key};
}

/// Whether the order, which is to be one of all answered calls, is that respects real-time order
/// and gives their answers.
template <class Cmd>
bool is_an_explanation(const sm::History<Cmd>& history, const std::vector<std::size_t>& order) {
    auto model = history.initial;
    std::set<std::size_t> placed;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto& entry = history.entries[order[i]];
        placed.insert(order[i]);
        for (std::size_t j = i + 1; j < order.size(); ++j) {
            const auto& later = history.entries[order[j]];
            if (!sm::is_indeterminate(later.ending()) && later.returned < entry.invoked)
                return false;
        }
        if (!histories::allows<Cmd>(entry.call, model)) return false;
    }
    for (std::size_t i = 0; i < history.entries.size(); ++i) {
        const bool answered = history.entries[i].ending() == sm::Ending::answered;
        if (answered && !placed.contains(i)) return false;
    }
    return placed.size() == order.size();
}

TEST(Linearizable, JudgesKeyByKeyAsItDoesTheWhole) {
    constexpr int rounds = 100'000 / toys::kShare;
    sm::detail::Vocabulary undivided = sm::detail::vocabulary<Cmd>();
    ASSERT_TRUE(undivided.is_partitioned);
    undivided.is_partitioned = false;
    sm::Random random(1);
    int wrong = 0;
    for (int i = 0; i < rounds; ++i) {
        const auto whole =
            histories::concurrent<Cmd>(random, 2 + below(random, 2), 2 + below(random, 8), draw);
        const auto judged = sm::detail::linearizable(sm::detail::any_history(whole), undivided);
        const auto by_key = sm::linearizable(whole);
        ASSERT_EQ(by_key.conclusion.verdict, judged.conclusion.verdict)
            << histories::text_of(whole);
        const bool valid = judged.conclusion.verdict == sm::Verdict::valid;
        wrong += valid ? 0 : 1;
        if (!valid) {
            ASSERT_TRUE(by_key.violation.has_value());
            continue;
        }
        ASSERT_TRUE(is_an_explanation(whole, judged.linearized)) << histories::text_of(whole);
        ASSERT_TRUE(is_an_explanation(whole, by_key.linearized)) << histories::text_of(whole);
    }
    EXPECT_GT(wrong, rounds / 20);
    EXPECT_LT(wrong, rounds / 2);
}

/// So many calls of many keys, one after the other, each answered rightly.
sm::History<Cmd> counting(int calls, int keys) {
    sm::History<Cmd> history;
    for (int i = 0; i < calls; ++i) {
        history.entries.push_back(
            {static_cast<sm::StepId>(i + 1), 0, 2 * i, 2 * i + 1,
             sm::Call<Add>{{i % keys}, {sm::Ending::answered, i / keys, ""}}});
    }
    return history;
}

int& answer_of(sm::History<Cmd>& history, std::size_t place) {
    return *std::get<sm::Call<Add>>(history.entries[place].call).outcome.answer;
}

struct Clear {
    static constexpr bool read_only = true;
    void apply(Store& m) const { m.kv.clear(); }
};

TEST(Linearizable, RefusesACommandThatClaimsToSayNothing) {
    using Commands = std::variant<Put, Clear>;
    ASSERT_TRUE(sm::detail::vocabulary<Commands>().is_partitioned);
    sm::History<Commands> history;
    history.initial.kv[1] = 1;
    history.entries.push_back({1, 0, 0, 1, sm::Call<Clear>{{}, {sm::Ending::answered, {}, ""}}});
    EXPECT_THROW(sm::linearizable(history), sm::Misuse);
}

TEST(Linearizable, JudgesManyKeysAtOnceAsItDoesOneByOne) {
    auto history = counting(8'000, 40);
    EXPECT_EQ(sm::linearizable(history).conclusion.verdict, sm::Verdict::valid);
    EXPECT_EQ(sm::linearizable(history).linearized.size(), 8'000U);
    for (const std::size_t place : {4'039U, 4'001U, 6'000U}) answer_of(history, place) = -1;
    for (int again = 0; again < 20; ++again) {
        // The key that appears first, not the one whose fault does.
        EXPECT_EQ(sm::linearizable(history).violation, std::size_t{6'000});
    }
}

TEST(Core, HasTheCallsThatTheViolationIsAboutAndNoOthers) {
    auto history = counting(300, 3);
    answer_of(history, 250) = 3;  // as call 10, of the same key
    const auto judged = sm::linearizable(history);
    ASSERT_EQ(judged.violation, std::size_t{250});
    const auto core = sm::core(history, judged);
    EXPECT_FALSE(core.empty());
    EXPECT_LT(core.size(), 6U);
    for (const auto place : core) EXPECT_EQ(place % 3, 1U);
}

TEST(Core, IsEmptyIfNothingIsWrong) {
    const auto history = counting(30, 3);
    EXPECT_TRUE(sm::core(history, sm::linearizable(history)).empty());
}

/// Models that hold much.
struct Heavy {
    std::vector<int> load = std::vector<int>(2'000);
};
struct Load {
    int place = 0;
    void apply(Heavy& m) const { m.load[static_cast<std::size_t>(place)] = 1; }
};
struct Check {
    bool apply(Heavy& m) const { return m.load.back() != 0; }
};
using Loading = std::variant<Load, Check>;

/// Calls that overlap, and an answer after them that none of their orders gives.
sm::History<Loading> loading(int calls) {
    sm::History<Loading> history;
    for (int i = 0; i < calls; ++i) {
        history.entries.push_back({static_cast<sm::StepId>(i + 1), i, i, calls,
                                   sm::Call<Load>{{i}, {sm::Ending::answered, sm::Nothing{}, ""}}});
    }
    history.entries.push_back({static_cast<sm::StepId>(calls + 1), 0, calls + 1, calls + 2,
                               sm::Call<Check>{{}, {sm::Ending::answered, true, ""}}});
    return history;
}

TEST(Limits, CountWhatTheModelsHoldOnTheHeap) {
    const auto history = loading(9);
    EXPECT_EQ(sm::linearizable(history).conclusion.verdict, sm::Verdict::invalid);
    const auto bounded = sm::linearizable(history, {.memory = std::size_t{1} << 20});
    EXPECT_EQ(bounded.conclusion.verdict, sm::Verdict::unknown);
    EXPECT_NE(bounded.conclusion.reason.find("1 MiB of memory"), std::string::npos);
}

/// A second passes with each look.
class Hasty final : public sm::Clock {
 public:
    sm::Duration now() const override { return looks_++ * std::chrono::seconds{1}; }
    void wait(sm::Duration) override {}

 private:
    mutable int looks_ = 0;
};

/// For each key calls that overlap, answered wrongly where it is one of these.
sm::History<Cmd> by_keys(int keys, int calls, const std::set<int>& wrong) {
    sm::History<Cmd> history;
    for (int i = 0; i < calls; ++i) {
        for (int key = 0; key < keys; ++key) {
            auto& entry = history.entries.emplace_back();
            entry.id = static_cast<sm::StepId>(history.entries.size());
            entry.worker = i;
            entry.invoked = i;
            entry.returned = calls;
            const sm::Outcome<sm::Nothing> done{sm::Ending::answered, sm::Nothing{}, ""};
            if (wrong.contains(key)) {
                entry.call = sm::Call<Add>{{key}, {sm::Ending::answered, -1, ""}};
            } else if (i % 2 == 0) {
                entry.call = sm::Call<Put>{{key, i}, done};
            } else {
                entry.call = sm::Call<Get>{{key}, {sm::Ending::answered, calls, ""}};
            }
        }
    }
    return history;
}

TEST(Limits, OfTimeAreOfTheWholeHistoryNotOfEachKey) {
    using namespace std::chrono_literals;
    const Hasty clock;
    const auto judged = sm::linearizable(by_keys(30, 24, {}), {.time = 100s, .clock = &clock});
    EXPECT_EQ(judged.conclusion.verdict, sm::Verdict::unknown) << judged.conclusion.reason;
    EXPECT_LT(clock.now(), 300s);
}

TEST(Limits, OfTimeLeaveSomeForEachKey) {
    using namespace std::chrono_literals;
    const Hasty clock;
    const auto judged = sm::linearizable(by_keys(4, 24, {3}), {.time = 100s, .clock = &clock});
    EXPECT_EQ(judged.conclusion.verdict, sm::Verdict::invalid) << judged.conclusion.reason;
}

TEST(Linearizable, RefusesAnAnsweredCallWithoutAnAnswer) {
    sm::History<Cmd> history;
    history.entries.push_back({1, 0, 1, 2, sm::Call<Get>{{7}, {sm::Ending::answered, {}, ""}}});
    try {
        static_cast<void>(sm::linearizable(history));
        ADD_FAILURE() << "no Misuse";
    } catch (const sm::Misuse& misuse) {
        EXPECT_EQ(std::string(misuse.what()),
                  "history: the call #1 Get{key=7} ended as answered, but has no answer. Give its "
                  "outcome one, or another ending.");
    }
}

}  // namespace

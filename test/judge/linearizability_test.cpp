#include <sm/judge/linearizability.hpp>

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "judge/histories.hpp"
#include "judge/toys.hpp"

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
using Cmd = std::variant<Get, Put, Add>;

Cmd draw(sm::Random& random) {
    const int key = below(random, 3);
    const auto kind = random.below(3);
    if (kind == 0) return Get{key};
    if (kind == 1) return Put{key, below(random, 3)};
    return Add{key};
}

/// Whether the order, which is to be one of all answered calls, is true to real time and gives
/// their answers.
template <class Cmd>
bool is_an_explanation(const sm::History<Cmd>& history, const std::vector<std::size_t>& order) {
    auto model = history.initial;
    std::set<std::size_t> placed;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto& entry = history.entries[order[i]];
        placed.insert(order[i]);
        for (std::size_t j = i + 1; j < order.size(); ++j) {
            const auto& later = history.entries[order[j]];
            if (!sm::is_open(later.ending()) && later.returned < entry.invoked) return false;
        }
        if (!histories::explains<Cmd>(entry.call, model)) return false;
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
        ASSERT_EQ(by_key.judgement.verdict, judged.judgement.verdict) << histories::text_of(whole);
        const bool valid = judged.judgement.verdict == sm::Verdict::valid;
        wrong += valid ? 0 : 1;
        if (!valid) {
            ASSERT_TRUE(by_key.culprit.has_value());
            continue;
        }
        ASSERT_TRUE(is_an_explanation(whole, judged.explained)) << histories::text_of(whole);
        ASSERT_TRUE(is_an_explanation(whole, by_key.explained)) << histories::text_of(whole);
    }
    EXPECT_GT(wrong, rounds / 20);
    EXPECT_LT(wrong, rounds / 2);
}

}  // namespace

#include "judge/stepwise.hpp"

#include <sm/base/misuse.hpp>
#include <sm/judge/linearizability.hpp>

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "judge/histories.hpp"
#include "search/toys.hpp"

namespace {

using histories::below;

// -- models

namespace cell {
struct Model {
    int value = 0;
};
struct Read {
    static constexpr bool read_only = true;
    int apply(Model& m) const { return m.value; }
};
struct Write {
    int to = 0;
    void apply(Model& m) const { m.value = to; }
};
struct Cas {
    int from = 0;
    int to = 0;
    int apply(Model& m) const { return m.value == from ? (m.value = to, 1) : 0; }
};
using Cmd = std::variant<Read, Write, Cas>;
Cmd draw(sm::Random& random) {
    const auto kind = random.below(3);
    if (kind == 0) return Read{};
    if (kind == 1) return Write{below(random, 3)};
    return Cas{below(random, 3), below(random, 3)};
}
}  // namespace cell

namespace queue {
struct Model {
    std::vector<int> items;
};
struct Push {
    int item = 0;
    void apply(Model& m) const { m.items.push_back(item); }
};
struct Pop {
    int apply(Model& m) const {
        if (m.items.empty()) return -1;
        const int first = m.items.front();
        m.items.erase(m.items.begin());
        return first;
    }
};
using Cmd = std::variant<Push, Pop>;
Cmd draw(sm::Random& random) {
    if (random.below(2) == 0) return Push{below(random, 3)};
    return Pop{};
}
}  // namespace queue

namespace group {
struct Model {
    std::set<int> members;
};
struct Join {
    int who = 0;
    int apply(Model& m) const { return m.members.insert(who).second ? 1 : 0; }
};
struct Leave {
    int who = 0;
    int apply(Model& m) const { return static_cast<int>(m.members.erase(who)); }
};
struct Count {
    static constexpr bool read_only = true;
    int apply(Model& m) const { return static_cast<int>(m.members.size()); }
};
using Cmd = std::variant<Join, Leave, Count>;
Cmd draw(sm::Random& random) {
    const auto kind = random.below(3);
    if (kind == 0) return Join{below(random, 3)};
    if (kind == 1) return Leave{below(random, 3)};
    return Count{};
}
}  // namespace group

/// Whose invariant forbids what some calls would do.
namespace budget {
struct Model {
    int left = 3;
    bool invariant() const { return left >= 0 && left < 6; }
};
struct Spend {
    int apply(Model& m) const { return --m.left; }
};
struct Earn {
    int apply(Model& m) const { return ++m.left; }
};
using Cmd = std::variant<Spend, Earn>;
Cmd draw(sm::Random& random) {
    if (random.below(2) == 0) return Spend{};
    return Earn{};
}
}  // namespace budget

// -- brute force

/// A model that is possible, with the calls that may take effect later.
template <class Cmd>
struct World {
    sm::model_of_commands<Cmd> model;
    unsigned pending = 0;
};

template <class Cmd>
using Worlds = std::map<std::pair<std::string, unsigned>, World<Cmd>>;

template <class Cmd>
void add(Worlds<Cmd>& worlds, World<Cmd> world) {
    std::pair key{sm::to_string(world.model), world.pending};
    worlds.try_emplace(std::move(key), std::move(world));
}

/// All that may be after any of the pending calls, in any order.
template <class Cmd>
Worlds<Cmd> after_pending(const sm::History<Cmd>& history, const Worlds<Cmd>& worlds) {
    Worlds<Cmd> all;
    std::vector<World<Cmd>> open;
    for (const auto& [key, world] : worlds) open.push_back(world);
    while (!open.empty()) {
        const auto world = open.back();
        open.pop_back();
        const auto before = all.size();
        add(all, world);
        if (all.size() == before) continue;
        for (std::size_t i = 0; i < history.entries.size(); ++i) {
            if ((world.pending >> i & 1U) == 0) continue;
            auto next = world;
            next.pending &= ~(1U << i);
            if (histories::allows<Cmd>(history.entries[i].call, next.model)) {
                open.push_back(next);
            }
        }
    }
    return all;
}

/// How many calls of the sequential history can be allowed, by keeping all that is possible.
template <class Cmd>
std::size_t allowed_by_force(const sm::History<Cmd>& history) {
    Worlds<Cmd> worlds;
    add<Cmd>(worlds, {history.initial, 0});
    for (std::size_t i = 0; i < history.entries.size(); ++i) {
        const auto& entry = history.entries[i];
        Worlds<Cmd> next;
        if (sm::is_indeterminate(entry.ending())) {
            for (auto [key, world] : worlds) {
                world.pending |= 1U << i;
                add(next, world);
            }
        } else if (entry.ending() == sm::Ending::answered) {
            for (auto [key, world] : after_pending(history, worlds)) {
                if (histories::allows<Cmd>(entry.call, world.model)) add(next, world);
            }
        } else {
            next = worlds;
        }
        if (next.empty()) return i;
        worlds = std::move(next);
    }
    return history.entries.size();
}

template <class Cmd>
std::size_t allowed_stepwise(const sm::History<Cmd>& history) {
    const auto any = sm::detail::any_history(history);
    sm::detail::Stepwise judge(any.initial, sm::detail::vocabulary<Cmd>());
    std::size_t allowed = 0;
    for (const auto& entry : any.entries) {
        if (!judge.allows(entry)) break;
        ++allowed;
    }
    return allowed;
}

template <class Cmd>
bool is_linearizable(sm::History<Cmd> history, std::size_t calls) {
    history.entries.resize(calls);
    return sm::linearizable(history).conclusion.verdict == sm::Verdict::valid;
}

template <class Cmd>
void expect_agreement(std::uint64_t seed, Cmd (*draw)(sm::Random&)) {
    constexpr int rounds = 3'000 / toys::kShare;
    sm::Random random(seed);
    int wrong = 0;
    for (int i = 0; i < rounds; ++i) {
        const auto history = histories::sequential<Cmd>(random, 2 + below(random, 9), draw);
        const auto all = history.entries.size();
        const auto wanted = allowed_by_force(history);
        ASSERT_EQ(allowed_stepwise(history), wanted) << histories::text_of(history);
        for (std::size_t calls = 0; calls <= all; ++calls) {
            ASSERT_EQ(is_linearizable(history, calls), calls <= wanted)
                << calls << "\n"
                << histories::text_of(history);
        }
        wrong += wanted < all ? 1 : 0;
    }
    EXPECT_GT(wrong, rounds / 20);
    EXPECT_LT(wrong, rounds * 19 / 20);
}

TEST(Stepwise, JudgesACellLikeBruteForce) { expect_agreement<cell::Cmd>(1, cell::draw); }
TEST(Stepwise, JudgesAQueueLikeBruteForce) { expect_agreement<queue::Cmd>(2, queue::draw); }
TEST(Stepwise, JudgesAGroupLikeBruteForce) { expect_agreement<group::Cmd>(3, group::draw); }
TEST(Stepwise, JudgesABudgetLikeBruteForce) { expect_agreement<budget::Cmd>(4, budget::draw); }

TEST(Stepwise, KnowsTheModelUntilAnOutcomeIsOpen) {
    const sm::History<cell::Cmd> history{
        {},
        {{1, 0, 0, 1, sm::Call<cell::Write>{{2}, {sm::Ending::answered, sm::Nothing{}, ""}}},
         {2, 0, 2, 3, sm::Call<cell::Write>{{1}, {sm::Ending::refused, {}, "full"}}},
         {3, 0, 4, 5, sm::Call<cell::Read>{{}, {sm::Ending::unknown, {}, "lost"}}},
         {4, 0, 6, 7, sm::Call<cell::Write>{{1}, {sm::Ending::unknown, {}, "lost"}}}}};
    const auto any = sm::detail::any_history(history);
    sm::detail::Stepwise judge(any.initial, sm::detail::vocabulary<cell::Cmd>());
    // One that only reads does nothing, whether it happened or not.
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_TRUE(judge.allows(any.entries[i]));
        ASSERT_NE(judge.only_model(), nullptr);
        EXPECT_EQ(judge.only_model()->as<cell::Model>().value, 2);
    }
    EXPECT_TRUE(judge.allows(any.entries[3]));
    EXPECT_EQ(judge.only_model(), nullptr);
}

// -- commands that are misdeclared

struct Peek {
    static constexpr bool read_only = true;
    int apply(cell::Model& m) const { return m.value++; }
};
using Peeking = std::variant<Peek, cell::Write>;

const sm::Entry<Peeking> lost{1, 0, 0, 1,
                              sm::Call<cell::Write>{{5}, {sm::Ending::unknown, {}, "lost"}}};
const sm::Entry<Peeking> peeked{2, 0, 2, 3, sm::Call<Peek>{{}, {sm::Ending::answered, 0, ""}}};

TEST(Stepwise, RefusesACommandThatSaysItReadsAndChangesTheModel) {
    const auto any = sm::detail::any_history<Peeking>({{}, {lost, peeked}});
    sm::detail::Stepwise judge(any.initial, sm::detail::vocabulary<Peeking>());
    EXPECT_TRUE(judge.allows(any.entries[0]));
    EXPECT_THROW(judge.allows(any.entries[1]), sm::Misuse);
    EXPECT_THROW(sm::linearizable<Peeking>({{}, {peeked}}), sm::Misuse);
}

}  // namespace

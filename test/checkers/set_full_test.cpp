#include <sm/checkers/set_full.hpp>

#include <gtest/gtest.h>

#include <map>

#include "checkers/operations.hpp"
#include "checkers/systems_of_operations.hpp"

namespace {

using namespace operations;
using sm::Verdict;
using sm::history::CheckResult;

CheckResult check(const Operations& history, sm::checkers::SetFullOptions options = {}) {
    return sm::checkers::set_full(options)(history);
}

Script adds(std::initializer_list<int> elements) {
    Script script;
    for (const int element : elements) script.ok(0, "add", number(element));
    return script;
}

TEST(SetFull, IsValidIfEveryLaterReadHasWhatWasAdded) {
    const auto found = check(adds({1, 2}).read(1, set({1, 2})).read(2, set({1, 2})));
    EXPECT_EQ(found.verdict(), Verdict::valid);
    EXPECT_TRUE(found.violations.empty());
    EXPECT_EQ(to_string(found.details),
              "{attempts=2, reads=2, stable={count=2, fraction=1.0, elements=\"#{1..2}\"}, "
              "lost={count=0, fraction=0.0, elements=\"#{}\"}, never read={count=0, fraction=0.0, "
              "elements=\"#{}\"}, stale={count=0, fraction=0.0, elements=\"#{}\"}, "
              "recovered={count=0, fraction=0.0, elements=\"#{}\"}, unexpected={count=0, "
              "fraction=0.0, elements=\"#{}\"}, duplicated={count=0, fraction=0.0, "
              "elements=\"#{}\"}}");
}

TEST(SetFull, TellsWhatIsLost) {
    const auto found = check(adds({1, 2}).read(1, set({1, 2})).read(2, set({2})).read(1, set({2})));
    EXPECT_EQ(found.verdict(), Verdict::invalid);
    EXPECT_EQ(
        found.conclusion.reason,
        "1 element is lost, for example 1: it was there when operation 0 (0 :add 1) returned, and "
        "operation 4 (1 :read) misses it, 35ms later, as does every read that returned since "
        "that one began");
    EXPECT_EQ(found.violations, (std::vector<std::size_t>{0, 2, 4}));
    EXPECT_EQ(elements(found, "lost"), "#{1}");
    EXPECT_EQ(to_string(*found.details.find("lost latencies")),
              "{0=35ms, 0.5=35ms, 0.95=35ms, 0.99=35ms, 1=35ms}");
}

TEST(SetFull, TellsTheLossOfWhatOnlyAReadHasShown) {
    const auto found = check(Script()
                                 .info(0, "add", number(1))
                                 .ok(2, "add", number(2))
                                 .read(1, set({1, 2}))
                                 .read(1, set({2})));
    EXPECT_EQ(
        found.conclusion.reason,
        "1 element is lost, for example 1: it was there when operation 2 (1 :read) returned, and "
        "operation 3 (1 :read) misses it, 5ms later, as does every read that returned since "
        "that one began");
    EXPECT_EQ(elements(found, "recovered"), "#{1}");
}

TEST(SetFull, DoesNotCallLostWhatAnOverlappingReadHas) {
    const auto history = adds({1}).read(1, set({1})).at(10, 30).read(2, set({})).at(15, 25);
    EXPECT_EQ(check(history).verdict(), Verdict::valid);
    EXPECT_EQ(elements(check(history), "stale"), "#{1}");
    EXPECT_EQ(check(history, {.linearizable = true}).verdict(), Verdict::invalid);
}

TEST(SetFull, TellsHowLongElementsWereStale) {
    const Operations history =
        adds({1, 2, 3}).read(1, set({2})).read(1, set({1, 2})).read(1, set({1, 2, 3}));
    const auto found = check(history);
    EXPECT_EQ(found.verdict(), Verdict::valid);
    EXPECT_EQ(elements(found, "stale"), "#{1 3}");
    EXPECT_EQ(to_string(*found.details.find("stale latencies")),
              "{0=15ms, 0.5=25ms, 0.95=25ms, 0.99=25ms, 1=25ms}");
    EXPECT_EQ(to_string(*found.details.find("worst stale")),
              "[{element=\"1\", known by=0, missed by=3, latency=25ms}, {element=\"3\", known "
              "by=2, missed by=4, latency=15ms}]");
}

TEST(SetFull, ConvictsStaleElementsIfItIsToBeLinearizable) {
    const auto found =
        check(adds({1, 2}).read(1, set({2})).read(1, set({1, 2})), {.linearizable = true});
    EXPECT_EQ(found.verdict(), Verdict::invalid);
    EXPECT_EQ(
        found.conclusion.reason,
        "1 element is stale, for example 1: it was there when operation 0 (0 :add 1) returned, and "
        "operation 2 (1 :read) misses it, 15ms later");
    EXPECT_EQ(found.violations, (std::vector<std::size_t>{0, 2}));
}

TEST(SetFull, DoesNotCallStaleWhatAReadMissedWhileItWasAdded) {
    const auto found = check(Script()
                                 .ok(0, "add", number(1))
                                 .at(0, 20)
                                 .read(1, set({}))
                                 .at(5, 10)
                                 .read(1, set({1}))
                                 .at(30, 40),
                             {.linearizable = true});
    EXPECT_EQ(found.verdict(), Verdict::valid);
}

TEST(SetFull, TellsWhichElementIsTwiceInARead) {
    const auto twice = list({number(4), number(5), number(4), number(4)});
    const auto found = check(adds({4, 5}).read(1, set({4, 5})).read(1, twice));
    EXPECT_EQ(found.verdict(), Verdict::invalid);
    EXPECT_EQ(found.conclusion.reason,
              "1 element is duplicated, for example 4: operation 3 (1 :read) has it 3 times");
    EXPECT_EQ(found.violations, (std::vector<std::size_t>{3}));
    EXPECT_EQ(elements(found, "duplicated"), "#{4}");
}

TEST(SetFull, TellsWhatNobodyAdded) {
    const auto found = check(adds({1}).read(1, set({1, 9})));
    EXPECT_EQ(found.verdict(), Verdict::invalid);
    EXPECT_EQ(found.conclusion.reason,
              "1 element is unexpected, for example 9: operation 1 (1 :read) has it, and nobody "
              "added it");
}

TEST(SetFull, TellsWhatIsReadThoughItWasRefusedOrNotYetAdded) {
    const auto refused =
        check(Script().fail(0, "add", number(9)).ok(0, "add", number(1)).read(1, set({1, 9})));
    EXPECT_EQ(
        refused.conclusion.reason,
        "1 element is unexpected, for example 9: operation 2 (1 :read) has it, and operation 0 (0 "
        ":add 9) was refused");
    const auto early =
        check(Script().ok(0, "add", number(1)).read(1, set({1, 9})).ok(0, "add", number(9)));
    EXPECT_EQ(
        early.conclusion.reason,
        "1 element is unexpected, for example 9: operation 1 (1 :read) has it, and operation 2 (0 "
        ":add 9) came after it");
    EXPECT_EQ(early.violations, (std::vector<std::size_t>{1, 2}));
}

TEST(SetFull, CannotTellOfWhatWasNeverReadAfterItWasKnown) {
    const auto found =
        check(Script().read(1, set({})).ok(0, "add", number(1)).info(0, "add", number(2)));
    EXPECT_EQ(found.verdict(), Verdict::unknown);
    EXPECT_EQ(found.conclusion.reason, "no element came to be seen by all later reads");
    EXPECT_EQ(elements(found, "never read"), "#{1..2}");
    EXPECT_EQ(check(adds({1}).info(1, "read", {})).conclusion.reason, "the set was never read");
}

TEST(SetFull, TellsAllThatIsWrongInOneSentence) {
    const auto found = check(adds({1, 2}).read(1, set({2, 9})));
    EXPECT_EQ(
        found.conclusion.reason,
        "1 element is lost, for example 1: it was there when operation 0 (0 :add 1) returned, and "
        "operation 2 (1 :read) misses it, 15ms later, as does every read that returned since "
        "that one began; 1 element is unexpected, for example 9: operation 2 (1 :read) has it, and "
        "nobody added it");
}

/// What the words say of one element, by looking at every pair of operations.
struct Naive {
    const Operations& history;
    Value element;

    bool has(const Operation& read) const { return times(read) > 0; }
    std::ptrdiff_t times(const Operation& read) const {
        const auto items = read.answer.items();
        return std::count(items.begin(), items.end(), element);
    }
    bool is_read(const Operation& one) const { return one.function == "read" && one.answered(); }
    bool is_add(const Operation& one) const {
        return one.function == "add" && one.value == element;
    }
    bool some(const std::function<bool(const Operation&)>& is) const {
        return std::any_of(history.begin(), history.end(), is);
    }

    bool tried() const {
        return some([&](auto& one) { return is_add(one) && !one.refused(); });
    }
    bool seen() const {
        return some([&](auto& one) { return is_read(one) && has(one); });
    }
    bool duplicated() const {
        return some([&](auto& one) { return is_read(one) && times(one) > 1; });
    }
    bool unexpected() const {
        return some([&](auto& read) {
            return is_read(read) && has(read) && !some([&](auto& one) {
                       return is_add(one) && !one.refused() && one.invoked <= read.returned;
                   });
        });
    }
    bool known_before(const Operation& read) const {
        return some([&](auto& one) {
            const bool shows = (is_add(one) && one.answered()) || (is_read(one) && has(one));
            return shows && one.returned < read.invoked;
        });
    }
    bool missed_by(const Operation& read) const {
        return is_read(read) && !has(read) && known_before(read);
    }
    bool lost() const {
        return some([&](auto& read) {
            return missed_by(read) && !some([&](auto& later) {
                       return is_read(later) && has(later) && later.returned >= read.invoked;
                   });
        });
    }
    bool stale() const {
        return seen() && !lost() && some([&](auto& read) { return missed_by(read); });
    }
};

TEST(SetFull, FindsWhatItsWordsSayAndConvictsNoLinearizableHistory) {
    int invalid = 0;
    for_random_histories(set_system(), [&](const Operations& history) {
        std::map<std::string, int> counts;
        for (int i = 0; i < 4; ++i) {
            const Naive element{history, number(i)};
            counts["duplicated"] += element.duplicated() ? 1 : 0;
            counts["unexpected"] += element.unexpected() ? 1 : 0;
            if (!element.tried() || element.unexpected()) continue;
            counts["lost"] += element.lost() ? 1 : 0;
            counts["stale"] += element.stale() ? 1 : 0;
            counts["stable"] += element.seen() && !element.lost() ? 1 : 0;
            counts["never read"] += !element.seen() && !element.lost() ? 1 : 0;
        }
        const auto found = check(history, {.linearizable = true});
        for (const auto& [name, times] : counts) {
            ASSERT_EQ(count(found, name), std::to_string(times)) << name;
        }
        const bool found_invalid =
            counts["lost"] + counts["unexpected"] + counts["duplicated"] + counts["stale"] > 0;
        ASSERT_EQ(found.verdict() == Verdict::invalid, found_invalid);
        if (found_invalid) {
            ASSERT_FALSE(has_order(set_system(), history));
        }
        invalid += found_invalid ? 1 : 0;
    });
    EXPECT_GT(invalid, 100'000 / toys::kShare / 20);
}

}  // namespace

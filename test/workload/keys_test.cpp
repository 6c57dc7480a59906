#include <sm/workload/keys.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "workload/schedules.hpp"

namespace {

using namespace schedules;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

sm::gen::Generator three_of(std::int64_t key) {
    return sm::gen::limit(3, sm::gen::repeat(Add{key}));
}

TEST(SequentialKeys, GoThroughOneKeyAfterAnother) {
    const auto seen = sm::gen::dry_run(sm::gen::sequential_keys(three_of, {.first = 5, .count = 2}),
                                       {.workers = 2});
    EXPECT_THAT(timed(seen), ElementsAre("0 5", "0 5", "10 5", "10 6", "20 6", "20 6"));
}

TEST(SequentialKeys, AreWithoutEnd) {
    const auto seen =
        sm::gen::dry_run(sm::gen::sequential_keys(three_of), {.workers = 2, .acts_limit = 3000});
    EXPECT_EQ(texts(seen).back(), "999");
}

TEST(ConcurrentKeys, GiveEachGroupItsOwnKey) {
    const auto seen =
        sm::gen::dry_run(sm::gen::concurrent_keys(2, three_of, {.count = 5}), {.workers = 6});
    std::map<std::string, std::set<sm::gen::Worker>> groups;
    std::map<std::string, int> acts;
    for (const auto& act : seen.acts) {
        groups[text_of(act.act)].insert((act.worker - 1) / 2);
        ++acts[text_of(act.act)];
    }
    EXPECT_EQ(groups.size(), 5U);
    for (const auto& [key, group] : groups) {
        EXPECT_EQ(group.size(), 1U) << key;
        EXPECT_EQ(acts[key], 3) << key;
    }
    EXPECT_TRUE(seen.over);
}

TEST(ConcurrentKeys, AreTakenInOrderByWhoeverIsDone) {
    // The clients 1 and 2 are ten times as fast as 3 and 4.
    const auto uneven = [](const sm::gen::DryRunCall& call, sm::Random&) {
        return sm::gen::DryRunEnd{sm::Duration{call.worker <= 2 ? 10 : 100}};
    };
    const auto seen = sm::gen::dry_run(sm::gen::concurrent_keys(2, three_of, {.count = 9}),
                                       {.workers = 4, .calls = uneven});
    std::map<std::int64_t, sm::Duration> begins;
    for (const auto& act : seen.acts) {
        begins.try_emplace(std::get<sm::gen::Issue>(act.act).command.as<Add>().n, act.began);
    }
    EXPECT_EQ(begins.size(), 9U);
    for (std::int64_t key = 1; key < 9; ++key) EXPECT_LE(begins[key - 1], begins[key]);
    EXPECT_GT(workers_of(seen, "8").size() + workers_of(seen, "7").size(), 0U);
    EXPECT_LT(seen.lasted, sm::Duration{400});
}

TEST(ConcurrentKeys, TellEachGroupOnlyOfItsOwn) {
    const auto until = [](std::int64_t key) {
        return sm::gen::until_ok(sm::gen::repeat(Add{key}));
    };
    const auto refuses_0 = [](const sm::gen::DryRunCall& call, sm::Random&) {
        const bool first = text_of(call.act) == "0";
        return sm::gen::DryRunEnd{sm::Duration{10}, first && call.index < 4
                                                        ? sm::gen::Event::Kind::refused
                                                        : sm::gen::Event::Kind::answered};
    };
    const auto seen = sm::gen::dry_run(sm::gen::concurrent_keys(1, until, {.count = 3}),
                                       {.workers = 2, .calls = refuses_0});
    EXPECT_EQ(count(seen, "0"), 5);
    EXPECT_EQ(count(seen, "1"), 1);
    EXPECT_EQ(count(seen, "2"), 1);
}

TEST(ConcurrentKeys, SayWhatNumberOfClientsWouldBeRight) {
    const auto text =
        misuse_of([] { sm::gen::dry_run(sm::gen::concurrent_keys(3, three_of), {.workers = 10}); });
    EXPECT_THAT(text, HasSubstr("10 clients cannot work in groups of 3. Run it with 9 or 12"));
    const auto few =
        misuse_of([] { sm::gen::dry_run(sm::gen::concurrent_keys(3, three_of), {.workers = 2}); });
    EXPECT_THAT(few, HasSubstr("2 clients cannot work in groups of 3. Run it with 3 clients"));
}

TEST(Keys, WithNothingToBeDoneAreSkippedButNotForEver) {
    const auto odd = [](std::int64_t key) {
        return key % 2 == 1 ? three_of(key) : sm::gen::Generator{};
    };
    EXPECT_THAT(
        texts(sm::gen::dry_run(sm::gen::sequential_keys(odd, {.count = 3}), {.workers = 1})),
        ElementsAre("1", "1", "1"));
    const auto none = [](std::int64_t) { return sm::gen::Generator{}; };
    EXPECT_THAT(misuse_of([&] { sm::gen::dry_run(sm::gen::concurrent_keys(1, none)); }),
                HasSubstr("nothing to be done for 1000 keys in a row, up to key 999"));
    EXPECT_THAT(texts(sm::gen::dry_run(sm::gen::sequential_keys(none, {.count = 3}))), IsEmpty());
}

}  // namespace

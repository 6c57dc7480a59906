#include <sm/base/misuse.hpp>
#include <sm/os/wait.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace {

using namespace std::chrono_literals;

TEST(Eventually, LooksOnceWhenTheConditionAlreadyHolds) {
    sm::VirtualClock clock;
    const auto waited = sm::eventually([] { return true; }, {}, clock);
    EXPECT_TRUE(waited.held);
    EXPECT_EQ(waited.looks, 1);
    EXPECT_EQ(waited.took, 0s);
}

TEST(Eventually, LooksAtEachIntervalAndAtTheLimit) {
    sm::VirtualClock clock;
    const auto waited =
        sm::eventually([] { return false; }, {.limit = 1s, .interval = 300ms}, clock);
    EXPECT_FALSE(waited.held);
    EXPECT_EQ(waited.looks, 5);  // at 0, 300, 600, 900 and 1000 ms
    EXPECT_EQ(waited.took, 1s);
}

TEST(Eventually, SeesWhatHappensAtTheVeryLimit) {
    sm::VirtualClock clock;
    const auto waited =
        sm::eventually([&] { return clock.now() >= 1s; }, {.limit = 1s, .interval = 700ms}, clock);
    EXPECT_TRUE(waited.held);
}

TEST(Eventually, LooksOnceWithoutPatience) {
    sm::VirtualClock clock;
    const auto waited = sm::eventually([] { return false; }, {.limit = 0s}, clock);
    EXPECT_FALSE(waited.held);
    EXPECT_EQ(waited.looks, 1);
}

TEST(Eventually, TellsWhatTheLastLookThrew) {
    sm::VirtualClock clock;
    int looks = 0;
    const auto waited = sm::eventually(
        [&]() -> bool { throw std::runtime_error("refused " + std::to_string(++looks)); },
        {.limit = 1s}, clock);
    EXPECT_FALSE(waited.held);
    EXPECT_EQ(waited.last_error, "refused 11");
    EXPECT_EQ(waited.took, 1s);  // virtual: the test itself takes none
}

TEST(Eventually, CountsTheTimeThatLooksTake) {
    sm::VirtualClock clock;
    const auto waited = sm::eventually(
        [&] {
            clock.wait(2s);
            return false;
        },
        {.limit = 3s, .interval = 1s}, clock);
    EXPECT_EQ(waited.looks, 2);  // from 0 to 2 s and from 3 to 5 s
    EXPECT_EQ(waited.took, 5s);
}

TEST(Eventually, RefusesToSpin) {
    EXPECT_THROW(sm::eventually([] { return true; }, {.interval = 0s}), sm::Misuse);
}

TEST(Eventually, ShowsWhatWasSeenLast) {
    sm::VirtualClock clock;
    std::vector<int> members;
    const auto grow = [&] {
        members.push_back(static_cast<int>(members.size()));
        return members;
    };
    const auto are = [](std::size_t count) {
        return [count](const std::vector<int>& seen) { return seen.size() == count; };
    };
    const auto found = sm::eventually(grow, are(3), {}, clock);
    EXPECT_TRUE(found);
    EXPECT_EQ(to_string(found), "after 0.2 s, 3 looks; the last saw [0, 1, 2]");
    const auto missed = sm::eventually(grow, are(3), {.limit = 100ms}, clock);
    EXPECT_FALSE(missed);
    EXPECT_EQ(to_string(missed), "not in 0.1 s, 2 looks; the last saw [0, 1, 2, 3, 4]");
}

TEST(Eventually, LooksNoMoreOftenThanWanted) {
    sm::VirtualClock clock;
    const auto waited = sm::eventually([]() -> bool { throw std::runtime_error("no leader"); },
                                       {.interval = 20ms, .times = 3}, clock);
    EXPECT_EQ(to_string(waited), "not in 0.04 s, 3 looks; the last that threw: no leader");
    EXPECT_THROW(sm::eventually([] { return true; }, {.times = -1}), sm::Misuse);
}

TEST(Retry, TriesNoMoreOftenThanWanted) {
    sm::VirtualClock clock;
    int attempts = 0;
    const auto fail = [&] { throw std::out_of_range(std::to_string(++attempts)); };
    EXPECT_THROW(sm::retry(fail, {.interval = 1ms, .times = 5}, clock), std::out_of_range);
    EXPECT_EQ(attempts, 5);
}

TEST(Retry, ReturnsWhatTheFirstGoodAttemptReturned) {
    sm::VirtualClock clock;
    int attempts = 0;
    const auto answer = sm::retry(
        [&] {
            if (++attempts < 3) throw std::runtime_error("not yet");
            return std::string("answer ") + std::to_string(attempts);
        },
        {}, clock);
    EXPECT_EQ(answer, "answer 3");
    EXPECT_EQ(clock.now(), 200ms);
}

TEST(Retry, ThrowsOnWhatTheLastAttemptThrew) {
    sm::VirtualClock clock;
    int attempts = 0;
    try {
        sm::retry([&] { throw std::out_of_range(std::to_string(++attempts)); }, {.limit = 1s},
                  clock);
        FAIL() << "it returned";
    } catch (const std::out_of_range& error) {
        EXPECT_STREQ(error.what(), "11");
    }
}

}  // namespace

#include <sm/base/misuse.hpp>
#include <sm/schedule/scheduler.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

struct Plain final : sm::Scheduler {
    void run(std::vector<std::function<void()>> tasks) override {
        for (const auto& task : tasks) task();
    }
    sm::Clock& clock() override { return sm::steady(); }
    bool within(sm::Duration, const std::function<void()>& body) override {
        body();
        return true;
    }
};

TEST(Scheduler, NeedNotLetTasksWaitForEachOther) {
    Plain scheduler;
    EXPECT_THAT([&] { scheduler.wait_on(nullptr, sm::Duration{1}); },
                testing::ThrowsMessage<sm::Misuse>(testing::HasSubstr("override both")));
    EXPECT_THROW(scheduler.wake(nullptr), sm::Misuse);
}

}  // namespace

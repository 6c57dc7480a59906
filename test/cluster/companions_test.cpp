#include <sm/cluster/companions.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace {

using testing::ElementsAre;

std::vector<std::string> ended;

struct One {
    ~One() { ended.emplace_back("one"); }
};
struct Other {
    ~Other() { ended.emplace_back("other"); }
};

TEST(Companions, AreMadeOnceAndEndTheLatestFirst) {
    ended.clear();
    {
        sm::Companions companions;
        auto& one = companions.get<One>([] { return std::make_unique<One>(); });
        companions.get<Other>([] { return std::make_unique<Other>(); });
        EXPECT_EQ(&companions.get<One>([]() -> std::unique_ptr<One> { return nullptr; }), &one);
        EXPECT_THAT(ended, testing::IsEmpty());
    }
    EXPECT_THAT(ended, ElementsAre("other", "one"));
}

struct Stopping {
    void end() { ended.emplace_back("told to end"); }
};

TEST(Companions, AreToldToEndAndStay) {
    ended.clear();
    sm::Companions companions;
    auto& stopping = companions.get<Stopping>([] { return std::make_unique<Stopping>(); });
    companions.get<One>([] { return std::make_unique<One>(); });
    companions.end();
    EXPECT_THAT(ended, ElementsAre("told to end"));
    EXPECT_EQ(&companions.get<Stopping>([]() -> std::unique_ptr<Stopping> { return nullptr; }),
              &stopping);
}

}  // namespace

#include <sm/base/verdict.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace {

using sm::Conclusion;
using sm::Verdict;

TEST(Verdict, MergesToTheWorse) {
    EXPECT_EQ(merge(Verdict::valid, Verdict::valid), Verdict::valid);
    EXPECT_EQ(merge(Verdict::valid, Verdict::unknown), Verdict::unknown);
    EXPECT_EQ(merge(Verdict::invalid, Verdict::unknown), Verdict::invalid);
    EXPECT_EQ(merge(Verdict::unknown, Verdict::invalid), Verdict::invalid);
}

TEST(Verdict, HasAName) {
    EXPECT_EQ(to_string(Verdict::valid), "valid");
    EXPECT_EQ(to_string(Verdict::unknown), "unknown");
    EXPECT_EQ(to_string(Verdict::invalid), "invalid");
}

TEST(Conclusion, OfNothingIsValid) {
    EXPECT_EQ(sm::merge(std::vector<Conclusion>{}), Conclusion{});
}

TEST(Conclusion, MergedKeepsTheReasonsOfTheWorst) {
    const std::vector<Conclusion> parts{{Verdict::invalid, "key x: stale"},
                                        {Verdict::unknown, "key y: out of time"},
                                        {Verdict::valid, "key z: searched"},
                                        {Verdict::invalid, "key q: lost"},
                                        {Verdict::invalid, ""}};
    EXPECT_EQ(sm::merge(parts), (Conclusion{Verdict::invalid, "key x: stale; key q: lost"}));
}

}  // namespace

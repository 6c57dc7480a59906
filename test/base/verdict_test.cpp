#include <sm/base/verdict.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace {

using sm::Judgement;
using sm::Verdict;

TEST(Verdict, MergesToTheWorse) {
    EXPECT_EQ(merge(Verdict::valid, Verdict::valid), Verdict::valid);
    EXPECT_EQ(merge(Verdict::valid, Verdict::unknown), Verdict::unknown);
    EXPECT_EQ(merge(Verdict::invalid, Verdict::unknown), Verdict::invalid);
    EXPECT_EQ(merge(Verdict::unknown, Verdict::invalid), Verdict::invalid);
}

TEST(Verdict, HasAName) {
    EXPECT_EQ(name_of(Verdict::valid), "valid");
    EXPECT_EQ(name_of(Verdict::unknown), "unknown");
    EXPECT_EQ(name_of(Verdict::invalid), "invalid");
}

TEST(Judgement, OfNothingIsValid) { EXPECT_EQ(sm::merge(std::vector<Judgement>{}), Judgement{}); }

TEST(Judgement, MergedKeepsTheReasonsOfTheWorst) {
    const std::vector<Judgement> parts{{Verdict::invalid, "key x: stale"},
                                       {Verdict::unknown, "key y: out of time"},
                                       {Verdict::valid, "key z: searched"},
                                       {Verdict::invalid, "key q: lost"},
                                       {Verdict::invalid, ""}};
    EXPECT_EQ(sm::merge(parts), (Judgement{Verdict::invalid, "key x: stale; key q: lost"}));
}

}  // namespace

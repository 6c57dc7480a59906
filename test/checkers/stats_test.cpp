#include <sm/checkers/stats.hpp>

#include <gtest/gtest.h>

#include "checkers/operations.hpp"

namespace {

using namespace operations;
using sm::Verdict;

TEST(Stats, CountEndingsByFunction) {
    const auto found = sm::checkers::stats()(Script()
                                                 .ok(0, "write", number(1))
                                                 .read(0, number(1))
                                                 .fail(0, "write", number(2))
                                                 .info(1, "read", {})
                                                 .info(-1, "kill", {}));
    EXPECT_EQ(found.verdict(), Verdict::valid);
    EXPECT_EQ(to_string(found.details),
              "{count=4, ok=2, fail=1, info=1, ok fraction=0.5, by function={read={count=2, ok=1, "
              "fail=0, info=1, ok fraction=0.5}, write={count=2, ok=1, fail=1, info=0, ok "
              "fraction=0.5}}}");
}

TEST(Stats, TellWhatWasNeverOk) {
    const auto found = sm::checkers::stats()(Script()
                                                 .read(0, number(1))
                                                 .fail(0, "cas", list({number(1), number(2)}))
                                                 .info(1, "cas", list({number(1), number(2)}))
                                                 .fail(2, "write", number(2)));
    EXPECT_EQ(found.verdict(), Verdict::unknown);
    EXPECT_EQ(found.conclusion.reason,
              "no :cas was ever ok: of 2, 1 failed and 1 is of unknown outcome; no :write was ever "
              "ok: of 1, 1 failed and 0 are of unknown outcome");
    EXPECT_EQ(found.violations, (std::vector<std::size_t>{1, 3}));
}

TEST(Stats, OfNothingAreUnknown) {
    const auto found = sm::checkers::stats()(Script().info(-1, "kill", {}));
    EXPECT_EQ(found.verdict(), Verdict::unknown);
    EXPECT_EQ(found.conclusion.reason, "no client did anything");
}

TEST(UnhandledErrors, AreCountedTheMostFrequentFirst) {
    const auto timeout = [](int after) { return list({word("timeout"), number(after)}); };
    const auto found = sm::checkers::unhandled_errors()(Script()
                                                            .info(0, "read", {}, word("reset"))
                                                            .info(1, "read", {}, timeout(5))
                                                            .info(2, "write", number(1), timeout(7))
                                                            .info(3, "read", {})
                                                            .fail(4, "read", {}, word("absent"))
                                                            .info(-1, "kill", {}, word("denied")));
    EXPECT_EQ(found.verdict(), Verdict::valid);
    EXPECT_EQ(to_string(found.details),
              "{unknown outcomes=4, kinds=2, errors=[{error=\":timeout\", count=2, "
              "example=\"operation 1 (1 :read): [:timeout 5]\"}, {error=\":reset\", count=1, "
              "example=\"operation 0 (0 :read): :reset\"}]}");
}

}  // namespace

// The snippets of docs/interleavings.md, each where it belongs.
#include <sm/gtest.hpp>
#include <sm/schedule/atomic.hpp>
#include <sm/schedule/mutex.hpp>

#include <gmock/gmock.h>

#include <mutex>
#include <variant>

namespace {

#include "interleavings.md.1.inc"
#include "interleavings.md.2.inc"

TEST(InterleavingsDocument, FindsTheRace) {
#include "interleavings.md.3.inc"
    EXPECT_FALSE(report.passed);
    EXPECT_EQ(report.program.size(), 2U);
    EXPECT_THAT(report.text(),
                testing::HasSubstr("schedule of the workers:\n"
                                   "    worker 1 began with Buy\n"
                                   "    worker 1 was preempted in Buy before store of "
                                   "atomic 1"));
    EXPECT_THAT(report.text(),
                testing::HasSubstr("; worker 2 continued with Buy\n"
                                   "    worker 2 ended; worker 1 continued with Buy\n"));
}

}  // namespace

#include <sm/base/misuse.hpp>
#include <sm/cluster/backend.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace {

using sm::Backend;
using testing::HasSubstr;

TEST(Backend, HasAName) {
    EXPECT_EQ(sm::backend_of("docker", "--on"), Backend::docker);
    EXPECT_EQ(sm::backend_of("process", "--on"), Backend::process);
    const auto chosen = sm::backend_of("auto", "--on");
    EXPECT_EQ(chosen == Backend::process, !sm::why_not_usable(Backend::process).has_value());
}

TEST(Backend, SaysWhichThereAreWhereAnotherIsGiven) {
    try {
        sm::backend_of("podman", "--on");
        FAIL() << "nothing was thrown";
    } catch (const sm::Misuse& misuse) {
        EXPECT_STREQ(misuse.what(), "--on is \"podman\"; it may be docker, process or auto");
    }
}

TEST(Backend, SaysWhichProgramIsMissing) {
    if (const auto why = sm::why_not_usable(Backend::process)) GTEST_SKIP() << *why;
    const sm::ClusterSpec spec{.nodes = sm::nodes(2, {.program = "no-such-program"})};
    EXPECT_THAT(sm::why_not_usable(Backend::process, spec).value_or(""),
                HasSubstr("there is no program \"no-such-program\" for node \"n1\" here"));
}

TEST(Nodes, AreAlikeButForTheirNames) {
    const auto named = sm::nodes(2, {.name = "db", .program = "sleep"});
    ASSERT_EQ(named.size(), 2U);
    EXPECT_EQ(named[1].name, "db2");
    EXPECT_EQ(named[1].program, "sleep");
    EXPECT_EQ(sm::nodes({"a", "b"}, {.program = "sleep"})[0].name, "a");
    EXPECT_THROW(sm::nodes(0, {.program = "sleep"}), sm::Misuse);
}

TEST(NodeContext, KnowsTheAddressesOfAll) {
    const sm::NodeContext context{
        .name = "b",
        .network = "net",
        .all = {{"a", {{"net", "10.0.0.2"}}}, {"b", {{"net", "10.0.0.3"}, {"raft", "10.1.0.3"}}}}};
    EXPECT_EQ(context.address(), "10.0.0.3");
    EXPECT_EQ(context.address("raft"), "10.1.0.3");
    EXPECT_EQ(context.address_of("a"), "10.0.0.2");
    EXPECT_THROW(static_cast<void>(context.address_of("a", "raft")), sm::Misuse);
    EXPECT_THROW(static_cast<void>(context.address_of("c")), sm::Misuse);
}

}  // namespace

#include <sm/cluster/docker/docker.hpp>

#include <gtest/gtest.h>

namespace {

TEST(Masked, HidesWhatIsAssignedToANameOfASecret) {
    EXPECT_EQ(sm::masked("run -e DB_PASSWORD=hunter2 -e MODE=fast"),
              "run -e DB_PASSWORD=*** -e MODE=fast");
    EXPECT_EQ(sm::masked("--api-token=abc, x"), "--api-token=***, x");
    EXPECT_EQ(sm::masked("AWS_SECRET_ACCESS_KEY=\"a b c\" done"), "AWS_SECRET_ACCESS_KEY=*** done");
}

TEST(Masked, HidesThePasswordInAnAddress) {
    EXPECT_EQ(sm::masked("to postgres://app:hunter2@10.0.0.1:5432/db"),
              "to postgres://app:***@10.0.0.1:5432/db");
    EXPECT_EQ(sm::masked("http://10.0.0.1:80/a"), "http://10.0.0.1:80/a");
}

TEST(Masked, LeavesTheRestAlone) {
    for (const char* text : {"", "a = b", "monkey=banana", "x==y", "key: value", "=", "MODE="})
        EXPECT_EQ(sm::masked(text), text);
}

TEST(Masked, KnowsNamesOfSecrets) {
    for (const char* name : {"PASSWORD", "PGPASSWORD", "api_token", "SECRET", "SSH_PRIVATE", "KEY",
                             "ACCESS_KEY", "APIKEY", "BASIC_AUTH", "AWS_CREDENTIALS"})
        EXPECT_TRUE(sm::names_a_secret(name)) << name;
    for (const char* name : {"PATH", "HOME", "MONKEY", "MODE", "RAFT_TIMEOUT"})
        EXPECT_FALSE(sm::names_a_secret(name)) << name;
}

}  // namespace

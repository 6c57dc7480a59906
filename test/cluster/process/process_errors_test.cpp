#include <sm/base/misuse.hpp>
#include <sm/cluster/process/process_cluster.hpp>
#include <sm/cluster/unsupported.hpp>
#include <sm/history/outcome.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "cluster/process/process_support.hpp"

#include <sched.h>
#include <unistd.h>

namespace {

using namespace sm_test;
using sm::ProcessErrorKind;
using testing::AllOf;
using testing::HasSubstr;

/// On loopback addresses: what goes wrong here has nothing to do with networks.
class ProcessErrors : public ProcessTest {
 protected:
    static sm::ClusterSpec of(std::vector<sm::NodeSpec> nodes) {
        return {.nodes = std::move(nodes), .isolation = sm::Isolation::loopback};
    }

    template <class Error>
    static Error caught(const std::function<void()>& body) {
        try {
            body();
        } catch (const Error& error) {
            return error;
        }
        throw std::runtime_error("nothing was thrown");
    }
};

TEST_F(ProcessErrors, AProgramThatIsNotThere) {
    const auto error = caught<sm::ProcessError>(
        [] { const sm::ProcessCluster cluster(of({{.name = "n1", .program = "/no/such"}})); });
    EXPECT_EQ(error.kind, ProcessErrorKind::no_program);
    EXPECT_STREQ(error.what(),
                 "node \"n1\" cannot run the program \"/no/such\": there is no such file");

    const auto other = caught<sm::ProcessError>([] {
        const sm::ProcessCluster cluster(of({{.name = "n1", .program = "no-such-program"}}));
    });
    EXPECT_THAT(other.what(), HasSubstr("it is not found in PATH"));

    const auto data = caught<sm::ProcessError>(
        [] { const sm::ProcessCluster cluster(of({{.name = "n1", .program = "/etc/passwd"}})); });
    EXPECT_THAT(data.what(), HasSubstr("it is not an executable file"));
}

TEST_F(ProcessErrors, ASubnetOnLoopbackAddresses) {
    const auto error = caught<sm::Unsupported>([] {
        const sm::ProcessCluster cluster(
            {.networks = {{"net", "10.214.78.0/24"}}, .isolation = sm::Isolation::loopback});
    });
    EXPECT_THAT(error.what(), HasSubstr("cannot have the subnet 10.214.78.0/24"));
}

/// Without the right to make namespaces, which a root gives up in a process of his own.
TEST_F(ProcessErrors, NoPrivilegeForNamespacesIsToldAndTheRestStillWorks) {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root, to give it up";
    const auto& program = node_program();
    std::filesystem::permissions(std::filesystem::path(program).parent_path(),
                                 std::filesystem::perms::others_exec,
                                 std::filesystem::perm_options::add);
    Victim nobody([&](Victim& self) {
        if (::setgid(65534) != 0 || ::setuid(65534) != 0) return 1;
        std::string told;
        try {
            const sm::ProcessCluster cluster({.isolation = sm::Isolation::namespaces});
        } catch (const sm::Unsupported& unsupported) {
            told = unsupported.what();
        }
        sm::ProcessCluster cluster({});
        cluster.spawn(process("n1", {"--bind", cluster.address("n1", "net")}));
        await_ready(cluster, "n1");
        told += ask(cluster, "n1", "put it works");
        cluster.kill("n1");
        if (cluster.isolation() != sm::Isolation::loopback) return 2;
        return self.tell_and_wait(told);
    });
    EXPECT_THAT(nobody.said(),
                AllOf(HasSubstr("network namespaces cannot be made here (Operation not permitted); "
                                "run as root, or with the capabilities CAP_SYS_ADMIN and "
                                "CAP_NET_ADMIN"),
                      testing::EndsWith("ok")));
    nobody.kill();
    nobody.wait_ended();
    EXPECT_TRUE(sm::eventually([&] { return remains_of(nobody.pid()).empty(); }, {20s}));
}

}  // namespace

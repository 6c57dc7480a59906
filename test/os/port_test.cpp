#include <sm/base/misuse.hpp>
#include <sm/os/port.hpp>

#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "os/victim.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

std::optional<std::string> refusal(sm::PortRange range) {
    try {
        sm::allocate_port(range);
        return std::nullopt;
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

TEST(AllocatePort, GivesEachPortToOneOwnerAtATime) {
    std::vector<sm::Port> ports;
    std::set<std::uint16_t> numbers;
    for (int i = 0; i < 100; ++i) {
        ports.push_back(sm::allocate_port());
        numbers.insert(ports.back().number());
    }
    EXPECT_EQ(numbers.size(), 100U);
    EXPECT_GE(*numbers.begin(), 10240);
    EXPECT_LE(*numbers.rbegin(), 32767);
}

TEST(AllocatePort, GivesAPortAgainOnceItsLastCopyIsGone) {
    std::optional<sm::Port> first = sm::allocate_port();
    const sm::PortRange only{first->number(), first->number()};
    std::optional<sm::Port> copy = first;
    first.reset();
    EXPECT_TRUE(refusal(only));
    copy.reset();
    EXPECT_FALSE(refusal(only));
}

TEST(AllocatePort, KeepsAPortFromOtherProcessesUntilItsOwnerIsKilled) {
    sm_test::Victim owner([](sm_test::Victim& self) {
        const auto port = sm::allocate_port();
        return self.tell_and_wait(std::to_string(port.number()));
    });
    const auto theirs = static_cast<std::uint16_t>(std::stoi(owner.said()));
    EXPECT_TRUE(refusal({theirs, theirs}));
    owner.kill();
    owner.wait_ended();
    EXPECT_FALSE(refusal({theirs, theirs}));
}

TEST(AllocatePort, LeavesOutWhatSomethingListensOnAndTellsOfAnExhaustedRange) {
    const auto port = sm::allocate_port().number();
    const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    ASSERT_EQ(::bind(server, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(refusal({port, port}),
              "none of the 1 ports from " + std::to_string(port) + " to " + std::to_string(port) +
                  " is free: something listens on 1 of them, and tests have allocated the other "
                  "0; let go of ports that are not needed any more, or give allocate_port another "
                  "range");
    ::close(server);
}

TEST(AllocatePort, RefusesARangeThatIsNone) {
    EXPECT_THROW(sm::allocate_port({20, 10}), sm::Misuse);
    EXPECT_THROW(sm::allocate_port({0, 10}), sm::Misuse);
}

}  // namespace

#include "cluster/net/subnet.hpp"

#include <gtest/gtest.h>

#include <random>
#include <sstream>

namespace {

using sm::detail::parse_subnet;
using sm::detail::Subnet;

TEST(Subnet, IsReadAndWritten) {
    for (const char* text : {"10.213.7.0/24", "192.168.0.0/16", "172.16.4.8/30", "128.0.0.0/1"}) {
        ASSERT_TRUE(parse_subnet(text)) << text;
        EXPECT_EQ(parse_subnet(text)->text(), text);
    }
}

TEST(Subnet, IsRefusedUnlessWellFormed) {
    for (const char* text : {"", "10.0.0.0", "10.0.0.0/", "10.0.0.0/31", "10.0.0.0/0", "10.0.0/8",
                             "10.0.0.1/24", "10.0.0.0/24x", "10.0.0.0/-8", "a.b.c.d/8", "::/8"})
        EXPECT_FALSE(parse_subnet(text)) << text;
}

TEST(Subnet, NumbersItsHosts) {
    EXPECT_EQ(parse_subnet("10.213.7.0/24")->host(2), "10.213.7.2");
    EXPECT_EQ(parse_subnet("10.213.0.0/16")->host(258), "10.213.1.2");
    EXPECT_EQ(parse_subnet("10.213.7.0/24")->size(), 256U);
}

TEST(Subnet, OverlapsWhereTheRangesDo) {
    std::mt19937 random(7);
    for (int i = 0; i < 20000; ++i) {
        const auto one = [&] {
            const int prefix = 1 + static_cast<int>(random() % 30);
            const auto mask = ~std::uint32_t{0} << (32 - prefix);
            const auto base = static_cast<std::uint32_t>(random() % 4096) << 20U;
            return Subnet{base & mask, prefix};
        };
        const auto a = one(), b = one();
        const bool apart = a.base + (a.size() - 1) < b.base || b.base + (b.size() - 1) < a.base;
        EXPECT_EQ(a.overlaps(b), !apart) << a.text() << " " << b.text();
        EXPECT_EQ(b.overlaps(a), !apart);
    }
}

TEST(Subnet, IsReadFromTheRoutesOfTheHost) {
    std::istringstream table(
        "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
        "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
        "docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n"
        "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n");
    const auto routes = sm::detail::parse_routes(table);
    ASSERT_EQ(routes.size(), 2U);  // the default route takes nothing
    EXPECT_EQ(routes[0].device, "docker0");
    EXPECT_EQ(routes[0].subnet.text(), "172.17.0.0/16");
    EXPECT_EQ(routes[1].subnet.text(), "192.0.2.0/24");
}

}  // namespace

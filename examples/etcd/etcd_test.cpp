#include <sm/sm.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <iostream>

#include "session.hpp"

TEST(Etcd, Boot) {
    for (int n : {1, 3, 5, 5, 5}) {
        using Clock = std::chrono::steady_clock;
        const auto t0 = Clock::now();
        etcd::Cluster c({.nodes = n});
        const auto t1 = Clock::now();
        bool r = c.renew();
        const auto t2 = Clock::now();
        auto led = c.leader().value();
        c.kill(led);
        c.disconnect(c.nodes()[n > 1 && led == "n1" ? 1 : 0], "peer");
        const auto t3 = Clock::now();
        bool r2 = c.renew();
        const auto t4 = Clock::now();
        auto ms = [](auto d) { return std::chrono::duration_cast<std::chrono::milliseconds>(d).count(); };
        std::cout << n << ": boot " << ms(t1 - t0) << " renew " << r << " " << ms(t2 - t1) << " renew after kill and cut " << r2 << " " << ms(t4 - t3) << std::endl;
    }
}

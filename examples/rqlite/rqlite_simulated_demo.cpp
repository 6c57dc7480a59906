// Finds a stale read in three simulated servers, shrinks it, keeps it, and tells how to repeat it.

#include <sm/sm.hpp>

#include <cstdio>
#include <exception>

#include "simulated.hpp"
#include "suites.hpp"

int main() {
    try {
        std::puts(
            "Three simulated Raft servers start; programs of inserts, cuts and reads follow.");
        const auto report =
            sm::check<rqlite::NoneCmd>([](sm::Seed seed) { return rqlite::Simulated(seed); },
                                       {.name = "rqlite_simulated_demo", .length = 8});
        std::printf("%s\n", report.text().c_str());
        if (report.passed) {
            std::puts("No stale read was found, which is not what the demo is for.");
            return 1;
        }
        std::puts("That is the stale read this demo looks for.");
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 2;
    }
}

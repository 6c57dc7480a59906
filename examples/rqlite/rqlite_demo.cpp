// Finds a stale read in a real three-node rqlite, shrinks it, keeps it, and tells how to repeat it.

#include <sm/sm.hpp>

#include <cstdio>
#include <exception>

#include "cluster.hpp"
#include "suites.hpp"

int main() {
    try {
        if (const auto why = rqlite::unusable()) {
            std::fprintf(stderr, "the demo cannot run: %s\n", why->c_str());
            return 2;
        }
        std::puts("Three nodes of rqlite 4.6.0 start; programs of inserts, cuts and reads follow.");
        const auto report = sm::check<rqlite::NoneCmd>(
            rqlite::Clusters{}, {.name = "rqlite_demo", .programs = 200, .length = 8});
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

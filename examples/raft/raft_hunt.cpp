// Looks for planted bugs, and tells in how many seeds each is found, and how small it gets.

#include <sm/sm.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "hunt.hpp"

namespace {

void hunt(raft::Bug bug, std::uint64_t seeds, std::uint64_t programs, bool loud) {
    int found = 0;
    std::uint64_t tried = 0, before = 0, after = 0;
    const auto start = std::chrono::steady_clock::now();
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const auto find = raft::search_for({.bug = bug, .seed = seed, .programs = programs});
        if (loud) std::printf("%s\n", find.text.c_str());
        if (find.passed) continue;
        ++found;
        tried += find.programs;
        before += find.first_size;
        after += find.size;
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    const auto mean = [&](std::uint64_t sum) { return found > 0 ? double(sum) / found : 0.0; };
    std::printf("%-26s %3d of %3d  programs %8.1f  seconds %7.2f  size %5.1f -> %5.1f\n",
                sm::show(bug).c_str(), found, int(seeds), mean(tried), took.count() / double(seeds),
                mean(before), mean(after));
    std::fflush(stdout);
}

}  // namespace

/// raft_hunt [bug or all] [seeds] [programs] [loud]
int main(int count, char** arguments) {
    const std::string what = count > 1 ? arguments[1] : "all";
    const auto seeds = count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 10;
    const auto programs = count > 3 ? std::strtoull(arguments[3], nullptr, 10) : 20'000;
    for (const auto bug : sm::enum_values<raft::Bug>()) {
        if (what == sm::show(bug) || (what == "all" && bug != raft::Bug::none)) {
            hunt(bug, seeds, programs, count > 4);
        }
    }
}

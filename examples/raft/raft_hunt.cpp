// Looks for planted bugs, and tells in how many seeds each is found, and how small it gets.

#include <sm/sm.hpp>

#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "hunt.hpp"
#include "workload.hpp"

#include <CLI/CLI.hpp>

namespace {

struct Hunt {
    std::uint64_t seeds = 10;
    std::uint64_t programs = 50'000;
    bool check_determinism = false;
    bool verbose = false;
    std::string ground{};
};

/// Long runs by sm::check_workload, where it is asked for.
constexpr raft::Ground hours{"hours", raft::search_hours};

struct Sums {
    std::uint64_t found = 0;
    std::uint64_t programs = 0;
    std::uint64_t first_size = 0;
    std::uint64_t size = 0;
    std::uint64_t replays = 0;

    void add(const raft::Find& find) {
        ++found;
        programs += find.programs;
        first_size += find.first_size;
        size += find.size;
        replays += find.replays;
    }
    double mean(std::uint64_t sum) const {
        return found == 0 ? 0.0 : static_cast<double>(sum) / static_cast<double>(found);
    }
};

void hunt(raft::Bug bug, const raft::Ground& ground, const Hunt& how) {
    Sums sums;
    const auto begin = std::chrono::steady_clock::now();
    for (std::uint64_t seed = 1; seed <= how.seeds; ++seed) {
        const auto find = ground.search({.bug = bug,
                                         .seed = seed,
                                         .programs = how.programs,
                                         .check_determinism = how.check_determinism});
        if (!find.passed) sums.add(find);
        if (how.verbose) std::printf("%s\n", find.text.c_str());
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::printf(
        "%-24s %-12s %3d of %3d  programs %8.1f  seconds %7.2f  size %5.1f -> %5.1f  replays "
        "%8.1f\n",
        sm::to_string(bug).c_str(), ground.name, static_cast<int>(sums.found),
        static_cast<int>(how.seeds), sums.mean(sums.programs),
        took.count() / static_cast<double>(how.seeds), sums.mean(sums.first_size),
        sums.mean(sums.size), sums.mean(sums.replays));
    std::fflush(stdout);
}

/// Where it was asked for; else everywhere without a bug, and with one where it is at home.
void hunt(raft::Bug bug, const Hunt& how) {
    if (how.ground == hours.name) return hunt(bug, hours, how);
    const bool at_home = how.ground.empty() && bug != raft::Bug::none;
    if (at_home) return hunt(bug, raft::ground_of(bug), how);
    for (const auto& ground : raft::grounds())
        if (how.ground.empty() || how.ground == ground.name) hunt(bug, ground, how);
}

std::vector<std::string> names_of_grounds() {
    std::vector<std::string> all{hours.name};
    for (const auto& ground : raft::grounds()) all.emplace_back(ground.name);
    return all;
}

std::vector<std::string> names() {
    std::vector<std::string> all{"all"};
    for (const auto bug : sm::enum_values<raft::Bug>()) all.push_back(sm::to_string(bug));
    return all;
}

}  // namespace

int main(int count, char** words) {
    CLI::App app("Looks for the planted bugs of the Raft example");
    std::string what = "all";
    Hunt how;
    app.add_option("bug", what, "the planted bug to look for; none: without a bug")
        ->check(CLI::IsMember(names()));
    app.add_option("--ground", how.ground, "only on this ground")
        ->check(CLI::IsMember(names_of_grounds()));
    app.add_option("--seeds", how.seeds, "searches, each with a seed of its own");
    app.add_option("--programs", how.programs,
                   "programs (of hours: runs) after which a search gives up");
    app.add_flag("--twice", how.check_determinism, "run each program twice, and compare");
    app.add_flag("--verbose", how.verbose, "print the result of each search");
    CLI11_PARSE(app, count, words);
    for (const auto bug : sm::enum_values<raft::Bug>())
        if (what == sm::to_string(bug) || (what == "all" && bug != raft::Bug::none)) hunt(bug, how);
}

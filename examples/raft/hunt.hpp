#pragma once
/// Where each planted bug is looked for: the commands, the world and the options of the check.

#include <sm/simulation/simulation.hpp>
#include <sm/sm.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <variant>

#include "bugs.hpp"

namespace raft {

/// What a check found, without the types of its commands.
struct Find {
    bool passed = false;
    std::uint64_t programs = 0;
    std::uint64_t first_size = 0;
    std::uint64_t size = 0;
    std::uint64_t replays = 0;  // to shrink it
    std::string text{};
};

struct Search {
    Bug bug = Bug::none;
    std::uint64_t seed = 1;
    std::uint64_t programs = 50'000;
    std::uint64_t replays = 100'000;  // to shrink it, at most
    bool check_determinism = false;   // runs each program two times, and compares all that happened
    std::string corpus{};
};

/// Crashes, cuts and messages that are lost, late or doubled.
Find search_anywhere(const Search& search);
/// Elections that take about as long as the patience of those who start them.
Find search_elections(const Search& search);
/// Leaders that come and go before their entries have reached the others.
Find search_replication(const Search& search);
/// Clocks that run unequally, and reads by the lease.
Find search_clocks(const Search& search);
/// Leaders that do not hear that there is another, and reads by the lease.
Find search_leases(const Search& search);
/// Servers that are added and removed.
Find search_members(const Search& search);
/// Servers that are removed, perhaps all but one.
Find search_removals(const Search& search);

/// Disks that are slow, full, or cannot read what they have.
Find search_disks(const Search& search);

/// All of them, by name.
struct Ground {
    const char* name;
    Find (*search)(const Search&);
};
std::span<const Ground> grounds();

/// The place where this bug is most at home.
const Ground& ground_of(Bug bug);
inline Find search_for(const Search& search) { return ground_of(search.bug).search(search); }

}  // namespace raft

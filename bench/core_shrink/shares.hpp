#pragma once
/// What every side of core-shrink does: fail a case with many seeds, and add up what came of it.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace shrink {

/// What shrinking one failure took, and gave.
struct Result {
    bool failed = false;
    std::uint64_t executions = 0;  // after the first failure
    std::uint64_t commands = 0;    // of the smallest program
    std::int64_t arguments = 0;    // the sum of their magnitudes; 0 is the least
};

/// The commands of each case's smallest program.
inline const std::map<std::string, std::uint64_t, std::less<>> minimum{
    {"A", 5}, {"B", 6}, {"C", 12}, {"D", 4}};

using Check = std::function<Result(std::string_view which, std::uint64_t seed)>;

/// `main` of a side: arguments SEEDS CASE; prints means over the seeds and shares in percent.
inline int measure(int argc, char** argv, const Check& check) {
    const auto at = argc == 3 ? minimum.find(argv[2]) : minimum.end();
    const int seeds = argc == 3 ? std::atoi(argv[1]) : 0;
    if (at == minimum.end() || seeds <= 0) {
        std::fprintf(stderr, "usage: %s SEEDS A|B|C|D\n", argv[0]);
        return 64;
    }
    int found = 0, minimal = 0, plain = 0;
    std::uint64_t executions = 0;
    for (int seed = 1; seed <= seeds; ++seed) {
        const auto result = check(at->first, static_cast<std::uint64_t>(seed));
        if (!result.failed) continue;
        ++found;
        executions += result.executions;
        if (result.commands != at->second) continue;
        ++minimal;
        plain += result.arguments == 0 ? 1 : 0;
    }
    if (found == 0) return 1;
    std::printf("found %d\nexecutions %.1f\nminimal %.1f\narguments_minimal %.1f\n", found,
                static_cast<double>(executions) / found, 100.0 * minimal / seeds,
                100.0 * plain / seeds);
    return 0;
}

}  // namespace shrink

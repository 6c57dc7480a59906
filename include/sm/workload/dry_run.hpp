#pragma once
/// What a generator does, in virtual time and without a system: for testing generators.
///
///     const auto seen = sm::gen::dry_run(plan, {.workers = 5, .calls = sm::gen::perfect_calls()});
///     EXPECT_EQ(seen.acts[0].began, 0ns);

#include <sm/workload/generator.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace sm::gen {

/// A call whose completion the dry run makes up.
struct DryRunCall {
    const Act& act;  ///< an Issue, Inject or Heal
    Worker worker;
    std::int64_t index;  ///< of this worker's calls, from 0
};
struct DryRunEnd {
    Duration takes{};
    Event::Kind kind = Event::Kind::answered;
};
using DryRunCalls = std::function<DryRunEnd(const DryRunCall&, Random&)>;

/// All are answered at once, after this long.
DryRunCalls quick_calls();
DryRunCalls perfect_calls(Duration takes = Duration{10});
/// Each worker's are answered, refused and unknown in turn, after this long.
DryRunCalls imperfect_calls(Duration takes = Duration{10});

struct DryRunOptions {
    int workers = 10;  ///< clients
    bool nemesis = true;
    std::uint64_t seed = 0;
    DryRunCalls calls = perfect_calls();
    Duration time_limit = forever;       ///< nothing is begun from then on
    std::size_t acts_limit = 1'000'000;  ///< nor after so many
};

struct DryRunAct {
    Act act;
    Worker worker = first_client;
    /// Who did it, as in a history: w - 1 for client w at first, and higher by the number of
    /// clients after each call whose outcome is unknown; -1 is the nemesis.
    std::int64_t process = 0;
    Duration began{};
    Duration ended{};
    Event::Kind end = Event::Kind::answered;
};

struct DryRun {
    std::vector<DryRunAct> acts;  ///< as they began
    bool over = false;            ///< the generator was; else a limit was reached
    Duration lasted{};            ///< until the last act ended, or it was known to be over
};

/// Runs the generator to its end, or to a limit. What ends at a time has ended before anything
/// begins at it; what ends together ends as it began. Throws Misuse if the generator waits
/// forever.
DryRun dry_run(const Generator& generator, const DryRunOptions& options = {});

/// A line an act: `10ns client 1 Put{key=x} → answered at 20ns`.
std::string to_string(const DryRun& simulated);

}  // namespace sm::gen

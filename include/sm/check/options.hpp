#pragma once
/// The options of a test, set in code, by environment variable or by flag.

#include <sm/base/clock.hpp>
#include <sm/schedule/interleavings.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sm {

/// How much shrinking may cost. The smallest failure so far is always kept.
struct ShrinkOptions {
    std::uint64_t executions = 100'000;       ///< runs of the system; 0 turns shrinking off
    Duration time = std::chrono::minutes{1};  ///< wall-clock time
};

/// The options of one test. A flag (`--sm-seed=7`) overrides the environment (`SM_SEED=7`), which
/// overrides the code. `--sm-help` lists them all.
struct Options {
    std::string name{};             ///< of the test; GoogleTest's, where sm::gtest is linked
    std::uint64_t programs = 1000;  ///< how many programs to run
    std::size_t length = 50;        ///< commands in a program, at most
    std::size_t workers = 1;        ///< workers at the same time; with 1 programs are sequential
    std::optional<std::uint64_t> seed{};  ///< of all programs; drawn anew for each run if not given
    Duration time_limit{};                ///< for the whole search, without shrinking; 0 is none
    Duration command_time_limit = std::chrono::seconds{10};  ///< for one call
    ShrinkOptions shrink{};
    std::string corpus = ".sm";  ///< folder of failures and of the running program; "" keeps none
    /// Folder of run directories, as `sm serve` shows them: each run of a workload; of a check the
    /// first one that fails, with the smallest. "" keeps none.
    std::string store{};
    bool swarm = true;  ///< each program draws from a random subset of the commands
    bool fork = false;  ///< each program in a child process, so that a crash is a failure
    bool check_determinism = false;   ///< each program runs twice, and both runs must be the same
    bool allow_unknown = false;       ///< a verdict that cannot be reached does not fail the test
    bool exceptions_unknown = false;  ///< an exception from `run` is an unknown outcome, no failure
    std::vector<std::string> require{};  ///< labels that some call must have had
    std::string replay{};                ///< a failure file to run instead of new programs
    Interleavings interleavings{};       ///< of the workers: as threads have it, or controlled
};

/// The options, overridden by the environment and the flags of this process.
/// Throws Misuse naming the variable or flag that is unknown or whose value is invalid.
Options resolve(Options in_code);

/// The text of `--sm-help`.
std::string options_help();

}  // namespace sm

#pragma once
/// The directory of a run, `store/<name>/<time>/`: its history and results, and what is drawn of
/// them.
///
///     history.jsonl   the operations, written while they happen (or Jepsen's history.edn)
///     program.json    what was asked for, so that the run can be repeated; if there is one
///     results.json    what was found out, and how the run was made
///     logs/           what the nodes wrote
///     index.html      the verdict, the plots and links to all files
///     timeline.html, latency.svg, rate.svg
///
/// The newest run of a name is linked as `store/<name>/latest`, the newest of all as
/// `store/latest`.

#include <sm/base/clock.hpp>
#include <sm/checkers/checker.hpp>
#include <sm/history/operation.hpp>
#include <sm/value/tree.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace sm::report {

using WallTime = std::chrono::system_clock::time_point;

/// How many operations of clients there were, by how they ended; and what the nemesis did.
struct Counts {
    std::uint64_t operations = 0;
    std::uint64_t answered = 0;
    std::uint64_t refused = 0;
    std::uint64_t unknown = 0;
    std::uint64_t faults = 0;

    bool operator==(const Counts&) const = default;
};
Counts count(std::span<const history::Operation> operations);

/// The content of `results.json`.
struct RunResults {
    std::string name{};  ///< of the test: "etcd register"
    WallTime started{};  ///< kept to the millisecond
    Duration took{};
    std::uint64_t seed = 0;
    Tree options = Tree::map();  ///< how the run was made: texts, numbers and lists by name
    Counts counts{};
    checkers::CheckResult finding{};
};

/// A directory that is no run's, or a file in it that cannot be read; says which, and why.
struct BadRun : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Makes the directory of a run that starts now, with `logs/` in it, and links it as the latest.
/// Characters of the name that a path should not have become `_`; throws Misuse for a name that
/// nothing would be left of, and std::filesystem::filesystem_error.
std::filesystem::path make_run_directory(const std::filesystem::path& store, std::string_view name,
                                         WallTime started);

/// Replaces `results.json` at once, so that no reader sees a part of it.
void write_results(const std::filesystem::path& directory, const RunResults& results);

/// Throws BadRun.
RunResults read_results(const std::filesystem::path& directory);

/// What is drawn, and of what.
struct Drawing {
    std::string title = "history";
    std::optional<RunResults> results{};  ///< none of a bare history
};

/// Writes timeline.html, latency.svg, rate.svg and index.html into the directory, which is made if
/// it is not there.
void draw_reports(const std::filesystem::path& directory,
                  std::span<const history::Operation> operations, const Drawing& drawing);

/// Draws a run from its files; throws BadRun where there is no history, or results that cannot be
/// read, and history::BadHistory.
void write_reports(const std::filesystem::path& directory);

/// Draws a bare history file into `directory`; throws history::BadHistory.
void write_reports(const std::filesystem::path& history, const std::filesystem::path& directory);

}  // namespace sm::report

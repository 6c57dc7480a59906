#pragma once
/// The directory of a run, `store/<name>/<time>/`: its history and results, and the pictures of
/// them.
///
///     history.jsonl   the operations, written while they happen (or Jepsen's history.edn)
///     program.json    the program, so that it can be run again; if it is known
///     results.json    the verdict, and how the run was made
///     logs/           the output of the nodes
///     shrunk/         of a run that failed: the smallest one that still does, likewise
///     index.html      the verdict, the plots and links to all files; drawn by sm::report
///     timeline.html, latency.svg, rate.svg
///
/// The newest run of a name is linked as `store/<name>/latest`, the newest of all as
/// `store/latest`.

#include <sm/base/clock.hpp>
#include <sm/history/check_result.hpp>
#include <sm/history/operation.hpp>
#include <sm/value/tree.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sm::store {

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
    history::CheckResult finding{};
};

/// A directory that is not a run's, or a file in it that cannot be read; says which, and why.
struct BadRun : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Makes the directory of a run that starts now, with `logs/` in it, and links it as the latest.
/// Characters of the name that a path should not have become `_`; throws Misuse for a name that
/// nothing would be left of, and std::filesystem::filesystem_error.
std::filesystem::path make_run_directory(const std::filesystem::path& store, std::string_view name,
                                         WallTime started);

/// The history file of a run's directory; throws BadRun where there is none.
std::filesystem::path history_in(const std::filesystem::path& directory);

/// Replaces `results.json` at once, so that no reader sees a part of it.
void write_results(const std::filesystem::path& directory, const RunResults& results);

/// Throws BadRun.
RunResults read_results(const std::filesystem::path& directory);

}  // namespace sm::store

/// Written as 2026-11-21T10:15:30.123Z.
template <>
struct sm::detail::value::Adapter<sm::store::WallTime> {
    static Tree write(sm::store::WallTime time);
    static sm::store::WallTime read(const Tree& tree, const Path& path);
    static Schema describe();
};

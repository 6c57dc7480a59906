#pragma once
/// The store: all runs of a machine and its kept failures, as a table.

#include <sm/store/run_directory.hpp>

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace sm::report {

/// A run in the table, or a kept failure.
struct RunSummary {
    enum class Kind : std::uint8_t {
        run,
        failure,  ///< `name` is the folder of its test, `time` its file
    };
    enum class State : std::uint8_t {
        ended,
        no_results,  ///< it goes on, or was killed
        broken,      ///< its results cannot be read
    };

    std::string name;  ///< of its directories: the test's, and the time's
    std::string time;
    std::string test{};  ///< the name of the test as it was given; of its directory if not known
    Kind kind = Kind::run;
    State state = State::ended;
    std::string reason{};  ///< of the verdict, or why it is broken
    Verdict verdict = Verdict::unknown;
    store::WallTime started{};
    Duration took{};
    std::uint64_t seed = 0;
    store::Counts counts{};
    std::string options{};  ///< as text: "workload register, nodes 5"
};

/// Looks into a store; what has not changed since the last look is not read again.
class Store {
 public:
    /// `failures` is the folder `failures/` of a corpus; none are shown if it is empty.
    explicit Store(std::filesystem::path directory, std::filesystem::path failures = {})
        : directory_(std::move(directory)), failures_(std::move(failures)) {}

    /// Runs and failures, the newest first. A directory or file that cannot be read is a broken
    /// one, never an error.
    std::vector<RunSummary> runs();

    const std::filesystem::path& directory() const { return directory_; }

 private:
    struct Known {
        std::filesystem::file_time_type written;
        std::uintmax_t size = 0;
        RunSummary summary;
    };

    RunSummary look_at(const std::filesystem::path& run);
    RunSummary look_at_failure(const std::filesystem::path& file);

    std::filesystem::path directory_;
    std::filesystem::path failures_;
    std::map<std::filesystem::path, Known> known_;
};

/// The table as a page, whose links begin with `/runs/`.
std::string store_html(std::span<const RunSummary> runs, const std::filesystem::path& store);

}  // namespace sm::report

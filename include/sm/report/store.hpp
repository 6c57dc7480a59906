#pragma once
/// The store: all runs of a machine, as a table.

#include <sm/report/run_directory.hpp>

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace sm::report {

/// A run in the table.
struct RunSummary {
    enum class State : std::uint8_t {
        ended,
        no_results,  ///< it goes on, or was killed
        broken,      ///< its results cannot be read
    };

    std::string name;  ///< of its directories: the test's, and the time's
    std::string time;
    std::string test{};  ///< the name of the test as it was given; of its directory if not known
    State state = State::ended;
    std::string reason{};  ///< of the verdict, or why it is broken
    Verdict verdict = Verdict::unknown;
    WallTime started{};
    Duration took{};
    std::uint64_t seed = 0;
    Counts counts{};
    std::string options{};  ///< as text: "workload register, nodes 5"
};

/// Looks into a store; what has not changed since the last look is not read again.
class Store {
 public:
    explicit Store(std::filesystem::path directory) : directory_(std::move(directory)) {}

    /// The newest first. A directory that cannot be read is a broken run, never an error.
    std::vector<RunSummary> runs();

    const std::filesystem::path& directory() const { return directory_; }

 private:
    struct Known {
        std::filesystem::file_time_type written;
        std::uintmax_t size = 0;
        RunSummary summary;
    };

    RunSummary look_at(const std::filesystem::path& run);

    std::filesystem::path directory_;
    std::map<std::filesystem::path, Known> known_;
};

/// The table as a page, whose links begin with `/runs/`.
std::string store_html(std::span<const RunSummary> runs, const std::filesystem::path& store);

}  // namespace sm::report

#pragma once
/// Runs as they are kept in a store, while they happen and when they are over.

#include <sm/history/writer.hpp>
#include <sm/store/run_directory.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "store/node_logs.hpp"

namespace sm::store {

/// What is known of a run when it is over.
struct RunRecord {
    const history::Operations& operations;
    const history::CheckResult& result;
    Tree program{};
    std::uint64_t seed = 0;
};

/// Keeps each run of a test in a directory of its own; of the replays that shrink a failing run
/// only the last one that failed alike, which is the smallest, in `shrunk/` of that run's
/// directory.
///
/// What happens is on disk when the next thing does, so that a run that is killed leaves its
/// history. When a run is over, the history is written again with the exact times, and beside it
/// the program, the results, the nodes' logs and, in a program that links sm::report, the pictures.
class RunKeeper {
 public:
    /// Keeps nothing where `store` is empty. `options` are how the runs are made, for the results.
    RunKeeper(std::filesystem::path store, std::string name, Tree options);

    bool keeps() const { return !store_.empty(); }

    /// A run begins; a replay is one of those that shrink a run that failed. Throws Misuse for a
    /// store that cannot be written.
    void begin(bool is_replay);
    void invoke(const history::Invocation& invocation);
    void complete(const history::Completion& completion);
    /// Remembers how long the logs of the nodes are, each at its path.
    void follow(const std::vector<std::string>& logs);
    /// The nodes are about to be torn down: what they wrote is copied now, or never.
    void take_logs();
    void end(const RunRecord& run);

    /// Of the run that was kept last; empty if none was.
    const std::filesystem::path& directory() const { return directory_; }

 private:
    void write(const RunRecord& run, const std::filesystem::path& directory) const;

    std::filesystem::path store_;
    std::string name_;
    Tree options_;
    std::filesystem::path directory_;
    std::filesystem::path shrunk_;  ///< where the logs of a replay are until it has failed
    WallTime started_{};
    std::optional<history::Writer> history_;
    std::optional<NodeLogs> logs_;
    std::optional<Verdict> failed_;  ///< of the run that is shrunk
};

/// Draws the run in a directory. Empty unless sm::report is linked, which fills it.
std::function<void(const std::filesystem::path& directory)>& drawer();

/// When a file was written.
WallTime written_at(const std::filesystem::path& file);

}  // namespace sm::store

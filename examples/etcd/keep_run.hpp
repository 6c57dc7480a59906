#pragma once
/// Runs kept in a store, for people to look at: what happened, what was found, and pictures.

#include <sm/history/writer.hpp>
#include <sm/report/run_directory.hpp>
#include <sm/workload/check_workload.hpp>

#include <filesystem>
#include <optional>
#include <string>

#include "node_logs.hpp"
#include "workloads.hpp"

namespace etcd {

/// Keeps each run of a test in a directory of its own; of the replays that shrink a failing run
/// only the last one that failed, which is the smallest, in `shrunk/` of that run's directory.
///
/// What happens is on disk when the next thing does, so that a run that is killed leaves its
/// history. When a run is over, the history is written again with the exact times, and beside it
/// the program, the results, the nodes' logs and the pictures.
class Keeper {
 public:
    Keeper(std::filesystem::path store, std::string name, sm::Tree options);

    /// Has the test tell of its runs, for as long as this lives.
    void keep(TestOptions& test);
    /// Of the run that was kept last.
    const std::filesystem::path& directory() const { return directory_; }

 private:
    void begin(const sm::RunStart& run);
    void end(const sm::RunRecord& run);
    void write(const sm::RunRecord& run, const std::filesystem::path& directory) const;

    std::filesystem::path store_;
    std::string name_;
    sm::Tree options_;
    std::filesystem::path directory_;
    sm::report::WallTime started_{};
    std::optional<sm::history::Writer> history_;
    std::optional<NodeLogs> logs_;
    std::optional<sm::Verdict> failed_;  // of the run that is shrunk
};

}  // namespace etcd

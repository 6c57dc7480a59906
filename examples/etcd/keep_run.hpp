#pragma once
/// Runs kept in a store, for people to look at: their history, what was found, and pictures.

#include <sm/report/run_directory.hpp>
#include <sm/workload/check_workload.hpp>

#include <filesystem>

namespace etcd {

/// Keeps each run of a test in a directory of its own; of the replays that shrink it only the last
/// one that failed, which is the smallest.
class Keeper {
 public:
    Keeper(std::filesystem::path store, std::string name, sm::Tree options);

    void operator()(const sm::RunRecord& run);
    /// Of the run that was kept last.
    const std::filesystem::path& directory() const { return directory_; }

 private:
    void write(const sm::RunRecord& run, const std::filesystem::path& directory) const;

    std::filesystem::path store_;
    std::string name_;
    sm::Tree options_;
    std::filesystem::path directory_;
};

}  // namespace etcd

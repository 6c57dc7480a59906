#pragma once
/// What the nodes of a cluster write while one run uses it.

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <set>

#include "cluster.hpp"

namespace etcd {

/// Remembers how long the logs are when it is made: a cluster is used by several runs.
class NodeLogs {
 public:
    /// Keeps the cluster as long as it lives.
    explicit NodeLogs(std::shared_ptr<Cluster> cluster);

    /// Copies what was written since into a directory that is there, a file for each start of a
    /// node: that of the start that ran at first may be empty, earlier ones are left out.
    void copy_to(const std::filesystem::path& directory) const;

 private:
    std::shared_ptr<Cluster> cluster_;
    std::filesystem::path folder_;
    std::map<std::filesystem::path, std::uintmax_t> before_;  // how many bytes a file had
    std::set<std::filesystem::path> current_;                 // of the starts that were the newest
};

}  // namespace etcd

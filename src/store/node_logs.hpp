#pragma once
/// What the nodes of a cluster write while one run uses it.

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace sm::store {

/// Remembers how long the logs are when it is made: a cluster is used by several runs.
class NodeLogs {
 public:
    /// `newest` are the files of the starts that run, one a node; earlier and later starts have
    /// theirs in the same folders.
    explicit NodeLogs(const std::vector<std::string>& newest);

    /// Copies what was written since into a directory that is there, a file for each start of a
    /// node: that of the start that ran at first may be empty, earlier ones are left out.
    void copy_to(const std::filesystem::path& directory) const;

 private:
    std::set<std::filesystem::path> folders_;
    std::map<std::filesystem::path, std::uintmax_t> before_;  ///< how many bytes a file had
    std::set<std::filesystem::path> newest_;
};

}  // namespace sm::store

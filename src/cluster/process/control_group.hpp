#pragma once
/// Control groups, by which the kernel holds a node's processes within their limits.

#include <sm/cluster/process/process_cluster.hpp>

#include <filesystem>
#include <string>
#include <vector>

#include "os/descriptor.hpp"

namespace sm::detail::inline cluster {

/// Removed at the end, when nothing is left in it.
class ControlGroup {
 public:
    /// Nothing where the limits need none. Throws Unsupported.
    ControlGroup(const std::string& name, const ResourceLimits& limits);
    ControlGroup(const ControlGroup&) = delete;
    ControlGroup& operator=(const ControlGroup&) = delete;
    ~ControlGroup();

    /// The files that a process writes "0" to in order to join.
    std::vector<int> entrances() const;

 private:
    void add(const std::filesystem::path& parent, const std::string& name, const std::string& file,
             const std::string& value);

    std::vector<std::filesystem::path> made_;
    std::vector<Descriptor> entrances_;
};

/// The folders in which such groups are made.
std::vector<std::filesystem::path> control_group_folders();

}  // namespace sm::detail::inline cluster

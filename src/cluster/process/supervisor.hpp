#pragma once
/// The process that ends with its owner, however that ends, and takes a cluster's processes and
/// files with it.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "os/child.hpp"
#include "os/descriptor.hpp"

namespace sm::detail::inline cluster {

/// What it takes with it.
struct Supervised {
    std::string mark{};              // the value of `mark_variable` that its processes have
    std::filesystem::path folder{};  // removed with all that is in it
    std::vector<std::filesystem::path> groups{};  // where its control groups are, removed too
};

/// All processes of a cluster have this in their environment, and so has what they start.
inline constexpr const char* mark_variable = "SM_CLUSTER";
/// Those of a node have this, too.
inline constexpr const char* node_variable = "SM_NODE";

/// Where this process may make namespaces, the supervisor is the first process of one, in which the
/// cluster's processes are started: with it the kernel ends them all. Elsewhere it finds them by
/// their mark.
class Supervisor {
 public:
    Supervisor(const Supervised& what, bool with_namespace);
    /// Ends all that is in its namespace. What this process has started there must have been
    /// collected.
    ~Supervisor() = default;

    /// The namespace for the cluster's processes; -1 if it has none.
    int processes() const { return namespace_.get(); }

 private:
    std::optional<Child> child_{};
    Descriptor namespace_{};
};

}  // namespace sm::detail::inline cluster

#pragma once
/// What went wrong outside with a cluster, whichever backend it has.

#include <stdexcept>

namespace sm {

/// A DockerError or a ProcessError. Its text is for a person and says what to do.
struct ClusterError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace sm

#pragma once
/// What can go wrong outside with a cluster of local processes.

#include <sm/cluster/cluster_error.hpp>

#include <string>

namespace sm {

enum class ProcessErrorKind {
    no_program,  ///< it is not there, or may not be executed
    node_died,
    too_slow,
    subnet_taken,
    network,  ///< its namespaces, bridges or filters
    disk,     ///< the injection of disk faults
    setup,    ///< a command before the first start failed
    other,
};

/// Its text is for a person and says what to do.
struct ProcessError : ClusterError {
    ProcessError(ProcessErrorKind what_kind, const std::string& text)
        : ClusterError(text), kind(what_kind) {}
    ProcessErrorKind kind;
};

}  // namespace sm

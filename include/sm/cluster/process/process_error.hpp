#pragma once
/// What can go wrong outside with a cluster of local processes.

#include <stdexcept>
#include <string>

namespace sm {

enum class ProcessTrouble {
    no_program,  // it is not there, or may not be executed
    node_died,
    too_slow,
    subnet_taken,
    network,  // its namespaces, bridges or filters
    disk,     // the injection of disk faults
    other,
};

/// Its text is for a person and says what to do.
struct ProcessError : std::runtime_error {
    ProcessError(ProcessTrouble what_kind, const std::string& text)
        : std::runtime_error(text), trouble(what_kind) {}
    ProcessTrouble trouble;
};

}  // namespace sm

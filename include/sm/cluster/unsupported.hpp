#pragma once
/// The exception for an operation that this machine, or a backend, cannot do.

#include <stdexcept>

namespace sm {

/// Its text names what is missing and how to get it, so that a test can be skipped by it.
struct Unsupported : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace sm

#pragma once
/// What is thrown when the library itself is used wrongly.

#include <stdexcept>

namespace sm {

/// The caller's mistake: its text names the input, the place, what would be right, and what to do.
struct Misuse : std::logic_error {
    using std::logic_error::logic_error;
};

}  // namespace sm

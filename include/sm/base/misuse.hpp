#pragma once
/// The exception for wrong use of the library.

#include <stdexcept>

namespace sm {

/// The caller's mistake: its text names the input, the place, what would be right, and what to do
/// next.
struct Misuse : std::logic_error {
    using std::logic_error::logic_error;
};

}  // namespace sm

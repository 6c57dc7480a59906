#pragma once
/// A file in memory, for a child's standard input.

#include <string>

#include "os/descriptor.hpp"

namespace sm::detail::inline os {

/// The file, to be read from its beginning; `what` is for the text of the error that is thrown
/// where there is no room.
Descriptor in_memory(const std::string& bytes, const char* what);

}  // namespace sm::detail::inline os

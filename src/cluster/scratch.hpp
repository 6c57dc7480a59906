#pragma once
/// Folders for the logs of a cluster that nobody asked to keep.

#include <filesystem>

namespace sm::detail {

/// A new folder of this process's, in the folder for temporary files.
std::filesystem::path make_scratch();

/// Removes those that dead processes left.
void remove_dead_scratch();

}  // namespace sm::detail

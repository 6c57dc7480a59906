#pragma once
/// Folders that end with their owner, unless they are to be kept.

#include <sm/os/owner.hpp>

#include <filesystem>
#include <optional>
#include <string>

namespace sm::detail::inline os {

/// A new folder of this process's, in the folder for temporary files. Its name is no other's.
std::filesystem::path make_scratch();

/// The owner that the name of such a folder tells, where it is one that `observer` can judge.
std::optional<Owner> owner_of_scratch(const std::string& name, const Owner& observer);

/// Whether it is this process's, and not one of the process that this one was forked from.
bool is_own_scratch(const std::filesystem::path& folder);

/// From now on it is nobody's.
void keep_scratch(const std::filesystem::path& folder);

/// Removes those that dead processes left; returns how many.
int remove_dead_scratch();

}  // namespace sm::detail::inline os

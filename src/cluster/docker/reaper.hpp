#pragma once
/// A helper process that outlives this one and removes what it leaves behind when it is killed.

#include <string>

namespace sm::detail::inline cluster {

/// Sees to it that this process has a reaper, using this docker command. The reaper sees this
/// process end by the closing of a socket, however it ends, and looks until nothing of ours has
/// turned up for a while: what the engine was still creating when we died comes late.
void ensure_reaper(const std::string& docker);

/// Counts what the reaper would have to remove: when there is nothing at exit it is sent home.
void guard_one_more();
void guard_one_less();

}  // namespace sm::detail::inline cluster

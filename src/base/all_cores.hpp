#pragma once
/// Independent jobs on all cores.

#include <cstddef>
#include <functional>

namespace sm::detail::inline base {

/// How many threads work at once on so many jobs.
std::size_t cores_for(std::size_t jobs);

/// Does the jobs on so many threads, this one among them; each gets its number. Jobs begin in their
/// order, so that all before one that has begun will be done. When all have ended, throws what the
/// first of those that threw did.
void on_cores(std::size_t cores, std::size_t jobs, const std::function<void(std::size_t)>& job);

}  // namespace sm::detail::inline base

#pragma once
/// Which scheduler runs the task that a thread is at.

#include <sm/schedule/detail/control.hpp>

namespace sm::detail::inline schedule {

/// Null outside of tasks.
extern thread_local Control* controlling;

}  // namespace sm::detail::inline schedule

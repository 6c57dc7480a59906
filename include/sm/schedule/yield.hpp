#pragma once
/// Giving way to other threads; a point at which a controlled scheduler may switch.

#include <source_location>

namespace sm {

/// As std::this_thread::yield. Between the read and the write of a variable that is shared without
/// any synchronisation, it lets a controlled scheduler find the race.
void yield(std::source_location place = std::source_location::current());

}  // namespace sm

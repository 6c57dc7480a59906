#pragma once
/// The events of operations in an order that a file can have.

#include <sm/history/operation.hpp>

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <span>

#include "history/written_event.hpp"

namespace sm::detail::inline history {

/// Calls `event` for each begin and end in the order of their timestamps; where timestamps are
/// equal, calls stay concurrent as far as one order of events can tell. Throws Misuse for a process
/// that is in two operations at a time.
void for_each_event(std::span<const Operation> operations,
                    const std::function<void(std::size_t operation, bool is_end)>& event);

/// Writes the header and all events.
void write_events(std::ostream& out, std::span<const Operation> operations,
                  const Notation& notation);

/// Of an operation that begins while its process is still in another.
[[noreturn]] void misuse_busy(const Operation& operation);

}  // namespace sm::detail::inline history

#pragma once
/// One event as it is written, and the notations that there are for it. Each notation is in a file
/// of its own, so that a program which writes JSON lines alone links no EDN.

#include <sm/history/operation.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace sm::detail::inline history {

/// What an event says.
struct WrittenEvent {
    std::string_view type;  ///< invoke, ok, fail or info
    const Operation& operation;
    const Value& value;
    const Value& error;
    Duration time;
    std::string_view call{};  ///< JSON of what a typed call has beyond; empty if it is none
};

/// The invocation of an operation; `call` has to live as long as what is returned.
WrittenEvent invocation_of(const Operation& operation, std::string_view call = {});

/// Its completion.
WrittenEvent completion_of(const Operation& operation, std::string_view call = {});

/// How events are written down.
struct Notation {
    std::string_view header;  ///< what a file begins with
    /// Adds the event, the `index`th of its history, with the end of its line.
    void (*add)(std::string& out, const WrittenEvent& event, std::int64_t index);
};

extern const Notation json_lines_notation;
extern const Notation edn_notation;

}  // namespace sm::detail::inline history

#pragma once
/// Typed calls as events of a history, and back: the events of docs/history-format.md, with all
/// that is typed of a call under the key `call`, which readers of operations pass over.

#include <sm/history/detail/any_history.hpp>
#include <sm/history/encoding.hpp>
#include <sm/program/detail/any_program.hpp>
#include <sm/value/tree.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sm::detail::inline history {

/// A variant of commands, with how its calls are encoded.
struct CallEncoding {
    const Vocabulary& vocabulary;
    const Encoding& encoding;
};

/// What the event of an invocation says of the call beyond the operation.
struct BegunCall {
    StepId id = 0;
    Timestamp at = 0;  ///< by the clock of the run, which may count events
    Tree command{};
};

/// And what the event of its completion says.
struct EndedCall {
    using sm_compact = void;
    StepId id = 0;
    std::optional<Timestamp> at{};  ///< none: it never returned
    Ending ending = Ending::not_run;
    std::optional<Tree> answer{};
    std::optional<std::string> reason{};
};

/// A command with its name, as a value of the variant of commands is written.
Tree command_tree(const CommandType& type, const Any& command, const Vocabulary& vocabulary);

/// An entry for a step that has not run yet.
AnyEntry entry_for(const AnyStep& step);

/// One line without its end: that the call begins. What becomes of it is not looked at.
std::string begun_event(const AnyEntry& entry, const CallEncoding& encoding);
/// And how it ended.
std::string ended_event(const AnyEntry& entry, const CallEncoding& encoding);

/// An event as JSON has it, read by whoever knows the calls.
struct CallEvent {
    bool begins = false;
    int process = 0;
    BegunCall begun{};  ///< where it begins
    EndedCall ended{};  ///< where it does not
};

/// Throws BadText, and BadValue for what is no event of a typed call.
CallEvent read_call_event(std::string_view line);

/// What became of a call.
EndedCall ended_call_of(const AnyEntry& entry);

/// Takes over how the call ended; the entry's command is there already.
void finish_entry(AnyEntry& entry, const EndedCall& ended);

/// Events as they stand in a JSON document, an item each.
struct EventList {
    Tree events = Tree::list();
    /// Of each operation that was given, its place among those that are read from the events.
    std::vector<std::size_t> places{};
};

/// The events of the operations in the order of their timestamps. `calls` has the call that each
/// operation is, or null; it may be empty if none is one.
EventList events_of(std::span<const Operation> operations, std::span<const AnyEntry* const> calls,
                    const CallEncoding& encoding);

/// The events of a typed history. Their times are left out where its timestamps only count events.
EventList events_of(const AnyHistory& history, const CallEncoding& encoding);

/// A typed history as operations, in the order of its entries; times are since the first.
Operations operations_of(const AnyHistory& history, const Encoding& encoding);

}  // namespace sm::detail::inline history

#pragma once
/// One line of a history: that an operation begins, or how it ended.

#include <sm/history/operation.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "history/history_source.hpp"

namespace sm::detail::inline history {

struct Event {
    enum class Type : std::uint8_t { none, invoke, ok, fail, info };

    Type type = Type::none;
    bool has_process = false;
    bool has_key = false;
    std::int64_t process = 0;
    std::string function;
    Value key;
    Value value;
    Value error;
    Duration time{};
    std::size_t line = 0;  ///< where it begins, from 1
};

/// The type that a word names, or `none`.
Event::Type type_named(std::string_view word);
std::string_view to_string(Event::Type type);

/// Reads the events of one format, one after the other.
class EventReader {
 public:
    EventReader() = default;
    EventReader(const EventReader&) = delete;
    EventReader& operator=(const EventReader&) = delete;
    virtual ~EventReader() = default;

    /// The next event, into `event`; false at the end. Throws Malformed, with `at` in the window
    /// of the source.
    virtual bool next(Event& event) = 0;

    /// Whether the file itself says which operations are of which key.
    virtual bool names_keys() const { return false; }

    /// What was let pass at the end of the file; empty if nothing was.
    virtual std::string warning() const { return {}; }
};

std::unique_ptr<EventReader> json_line_events(HistorySource& source);
std::unique_ptr<EventReader> json_document_events(HistorySource& source);
std::unique_ptr<EventReader> edn_events(HistorySource& source);
std::unique_ptr<EventReader> log_events(HistorySource& source);

}  // namespace sm::detail::inline history

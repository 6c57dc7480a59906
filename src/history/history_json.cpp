#include <algorithm>
#include <memory>
#include <string>

#include "base/utf8.hpp"
#include "history/history_event.hpp"
#include "history/history_lines.hpp"
#include "history/value_json.hpp"

namespace sm::detail::inline history {
namespace {

constexpr std::int64_t newest_version = 1;

/// Reads objects that are events.
class EventObjects {
 public:
    bool has_header() const { return has_header_; }

    /// Whether the object is an event; else it is the header.
    bool object(JsonCursor& cursor, Event& event) {
        cursor.expect('{', "to begin an event, as in {\"type\": \"invoke\", \"process\": 0, ...}");
        if (cursor.take('}')) cursor.fail("this object is empty; expected an event");
        do {
            if (cursor.peek() != '"') cursor.fail("a key of an event has to be a string");
            const auto key = cursor.string();
            const Field field = field_named(key);
            cursor.expect(':', "after the key of an event");
            read(field, cursor, event);
        } while (cursor.take(','));
        cursor.expect('}', "to end an event");
        const bool header = is_header_;
        is_header_ = false;
        return !header;
    }

    JsonCursor cursor(std::string_view text) { return {text, words_}; }

 private:
    enum class Field { other, header, type, process, function, key, value, error, time };

    static Field field_named(std::string_view key) {
        switch (key.size()) {
            case 1:
                return key == "f" ? Field::function : Field::other;
            case 3:
                return key == "key" ? Field::key : Field::other;
            case 4:
                return key == "type" ? Field::type : key == "time" ? Field::time : Field::other;
            case 5:
                return key == "value" ? Field::value : key == "error" ? Field::error : Field::other;
            case 7:
                return key == "process" ? Field::process : Field::other;
            default:
                return key == "sm-history" ? Field::header : Field::other;
        }
    }

    void read(Field field, JsonCursor& cursor, Event& event) {
        switch (field) {
            case Field::type:
                return read_type(cursor, event);
            case Field::process:
                return read_process(cursor, event);
            case Field::function:
                event.function = cursor.string();
                return;
            case Field::key:
                event.key = cursor.value();
                event.has_key = !event.key.is_nothing();
                return;
            case Field::value:
                event.value = cursor.value();
                return;
            case Field::error:
                event.error = cursor.value();
                return;
            case Field::time:
                return read_time(cursor, event);
            case Field::header:
                return read_header(cursor);
            case Field::other:
                static_cast<void>(cursor.value());
        }
    }

    static void read_type(JsonCursor& cursor, Event& event) {
        const auto word = cursor.string();
        event.type = type_named(word);
        if (event.type != Event::Type::none) return;
        cursor.fail("the type is \"" + printable(word) + "\"; expected invoke, ok, fail or info");
    }

    static void read_process(JsonCursor& cursor, Event& event) {
        const Value process = cursor.value();
        const bool nemesis = process.is(Value::Kind::text) && process.text() == "nemesis";
        if (!nemesis && (!process.is_integer() || process.integer() < 0)) {
            cursor.fail("the process is " + printable(to_string(process)) +
                        "; expected a number from 0 on, or \"nemesis\"");
        }
        event.process = nemesis ? Operation::nemesis : process.integer();
        event.has_process = true;
    }

    static void read_time(JsonCursor& cursor, Event& event) {
        const Value time = cursor.value();
        if (!time.is_integer()) {
            cursor.fail("the time is " + printable(to_string(time)) +
                        "; expected whole nanoseconds since the start");
        }
        event.time = Duration{time.integer()};
    }

    void read_header(JsonCursor& cursor) {
        const Value version = cursor.value();
        if (!version.is_integer() || version.integer() < 1 || version.integer() > newest_version) {
            cursor.fail("the history is of version " + printable(to_string(version)) +
                        "; this program reads version 1");
        }
        has_header_ = true;
        is_header_ = true;
    }

    RecentWords words_;
    bool has_header_ = false;
    bool is_header_ = false;  // the object being read
};

class JsonLines final : public LineEvents {
 public:
    using LineEvents::LineEvents;

    bool names_keys() const override { return objects_.has_header(); }
    std::string warning() const override { return warning_; }

 private:
    /// Whether the line holds an event.
    bool line(std::string_view text, bool whole, Event& event) override {
        JsonCursor cursor = objects_.cursor(text);
        if (!cursor.skip()) return false;
        try {
            const bool found = objects_.object(cursor, event);
            if (cursor.skip())
                cursor.fail("there is text after the event; expected one event a line");
            return found;
        } catch (const EndedEarly& early) {
            if (whole) throw Malformed{"the line ends inside of an event", early.at};
            warning_ = "the last line is half an event, as a killed writer leaves it; left out";
            return false;
        }
    }

    EventObjects objects_;
    std::string warning_;
};

/// One JSON document: an array of events, or an object whose `history` is one, as a failure file
/// is. It is small, so that all of it is held.
class JsonDocument final : public EventReader {
 public:
    explicit JsonDocument(HistorySource& source) : source_(source) {}

    /// A failure file names the keys where there are some.
    bool names_keys() const override { return is_object_; }

    bool next(Event& event) override {
        if (cursor_ == nullptr) open();
        try {
            if (cursor_->peek() == ']' && first_) return false;
            if (!first_ && !cursor_->take(',')) {
                cursor_->expect(']', "to end the list of events");
                return false;
            }
            first_ = false;
            static_cast<void>(cursor_->peek());
            event = {};
            event.line = line();
            if (!objects_.object(*cursor_, event)) cursor_->fail("this is not an event");
            return true;
        } catch (const EndedEarly& early) {
            throw Malformed{"the document ends inside of its events; is a part of it missing?",
                            early.at};
        }
    }

 private:
    /// Goes to the first event.
    void open() {
        while (!source_.ended()) source_.more();
        cursor_ = std::make_unique<JsonCursor>(objects_.cursor(source_.window()));
        counted_ = source_.window().data();
        try {
            if (cursor_->take('{')) find_history();
            cursor_->expect('[', "to begin a list of events");
        } catch (const EndedEarly& early) {
            throw Malformed{"the document ends early; is a part of it missing?", early.at};
        }
    }

    void find_history() {
        is_object_ = true;
        do {
            if (cursor_->peek() != '"') cursor_->fail("a key of the document has to be a string");
            const bool is_it = cursor_->string() == "history";
            cursor_->expect(':', "after the key of the document");
            if (is_it) return expect_events();
            static_cast<void>(cursor_->value());
        } while (cursor_->take(','));
        cursor_->fail("the document has no \"history\" with events");
    }

    /// Version 1 of failure files had histories of another form.
    void expect_events() {
        JsonCursor ahead = *cursor_;
        if (!ahead.take('[') || ahead.take(']')) return;
        const bool is_event =
            ahead.peek() == '{' && ahead.value().is(Value::Kind::map) &&
            std::string_view(cursor_->at(), static_cast<std::size_t>(ahead.at() - cursor_->at()))
                    .find("\"process\"") != std::string_view::npos;
        if (is_event) return;
        cursor_->fail(
            "this history is of an older version of failure files, whose calls cannot be read; "
            "replay the failure (SM_REPLAY=FILE), which writes the file anew");
    }

    /// Of the place at which the cursor is, counted on from the last one.
    std::size_t line() {
        line_ += static_cast<std::size_t>(std::count(counted_, cursor_->at(), '\n'));
        counted_ = cursor_->at();
        return line_;
    }

    HistorySource& source_;
    EventObjects objects_;
    std::unique_ptr<JsonCursor> cursor_;
    const char* counted_ = nullptr;
    std::size_t line_ = 1;
    bool first_ = true;
    bool is_object_ = false;
};

}  // namespace

std::unique_ptr<EventReader> json_line_events(HistorySource& source) {
    return std::make_unique<JsonLines>(source);
}

std::unique_ptr<EventReader> json_document_events(HistorySource& source) {
    return std::make_unique<JsonDocument>(source);
}

}  // namespace sm::detail::inline history

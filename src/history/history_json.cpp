#include <string>

#include "base/utf8.hpp"
#include "history/history_event.hpp"
#include "history/history_lines.hpp"
#include "history/value_json.hpp"

namespace sm::detail::inline history {
namespace {

constexpr std::int64_t newest_version = 1;

class JsonEvents final : public LineEvents {
 public:
    using LineEvents::LineEvents;

    bool tells_keys() const override { return has_header_; }
    std::string warning() const override { return warning_; }

 private:
    /// Whether the line holds an event.
    bool line(std::string_view text, bool whole, Event& event) override {
        JsonCursor cursor(text, interned_);
        if (!cursor.skip()) return false;
        try {
            const bool found = object(cursor, event);
            if (cursor.skip())
                cursor.fail("something stands behind the event; one a line is wanted");
            return found;
        } catch (const EndedEarly& early) {
            if (whole) throw Malformed{"the line ends inside of an event", early.at};
            warning_ = "the last line is half an event, as a killed writer leaves it; left out";
            return false;
        }
    }

    /// Whether the object is an event; else it is the header.
    bool object(JsonCursor& cursor, Event& event) {
        cursor.expect('{', "to begin an event, as in {\"type\": \"invoke\", \"process\": 0, ...}");
        if (cursor.take('}')) cursor.fail("this object is empty; an event is wanted");
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
        cursor.fail("the type is \"" + printable(word) + "\"; invoke, ok, fail or info is wanted");
    }

    static void read_process(JsonCursor& cursor, Event& event) {
        const Value process = cursor.value();
        const bool nemesis = process.is(Value::Kind::text) && process.text() == "nemesis";
        if (!nemesis && (!process.is_integer() || process.integer() < 0)) {
            cursor.fail("the process is " + printable(to_string(process)) +
                        "; a number from 0 or \"nemesis\" is wanted");
        }
        event.process = nemesis ? Operation::nemesis : process.integer();
        event.has_process = true;
    }

    static void read_time(JsonCursor& cursor, Event& event) {
        const Value time = cursor.value();
        if (!time.is_integer()) {
            cursor.fail("the time is " + printable(to_string(time)) +
                        "; whole nanoseconds since the start are wanted");
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

    Interned interned_;
    bool has_header_ = false;
    bool is_header_ = false;  // the line being read
    std::string warning_;
};

}  // namespace

std::unique_ptr<EventReader> json_events(HistorySource& source) {
    return std::make_unique<JsonEvents>(source);
}

}  // namespace sm::detail::inline history

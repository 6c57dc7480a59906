#include <algorithm>
#include <utility>

#include "base/utf8.hpp"
#include "history/edn.hpp"
#include "history/history_event.hpp"

namespace sm::detail::inline history {
namespace {

class EdnEvents final : public EventReader {
 public:
    explicit EdnEvents(HistorySource& source) : source_(source) {}

    bool next(Event& event) override {
        for (;;) {
            EdnCursor cursor(source_.window(), source_.ended(), words_);
            const auto found = next_in(cursor, event);
            if (found == Found::more) {
                source_.more();
                continue;
            }
            source_.consume(static_cast<std::size_t>(cursor.at() - source_.window().data()));
            if (found == Found::end) return false;
            if (found == Found::event) return true;
        }
    }

 private:
    enum class Found { event, bracket, end, more };

    /// What comes next. More of the text is asked for where it ends inside of something.
    Found next_in(EdnCursor& cursor, Event& event) {
        event = {};
        try {
            return outside(cursor, event);
        } catch (EndedEarly& early) {
            if (!source_.ended()) return Found::more;
            throw Malformed{early.what + "; is a part of the file missing?", early.at};
        }
    }

    Found outside(EdnCursor& cursor, Event& event) {
        if (!cursor.skip()) {
            if (!source_.ended()) return Found::more;
            if (place_ == Place::inside) {
                cursor.fail(
                    "it ends inside of the vector of events; is a part of the file missing?");
            }
            return Found::end;
        }
        const bool opens = place_ == Place::before && (cursor.take('[') || cursor.take('('));
        if (opens) {
            place_ = Place::inside;
            return Found::bracket;
        }
        if (place_ == Place::inside && (cursor.take(']') || cursor.take(')'))) {
            place_ = Place::behind;
            return Found::bracket;
        }
        if (place_ == Place::behind) {
            cursor.fail("there is text after the vector of events; expected the end of the file");
        }
        read_event(cursor, event);
        if (place_ == Place::before) place_ = Place::without;
        return Found::event;
    }

    void read_event(EdnCursor& cursor, Event& event) {
        if (cursor.peek() == '#') static_cast<void>(cursor.take_tag());
        const auto before = source_.window().substr(
            0, static_cast<std::size_t>(cursor.at() - source_.window().data()));
        event.line = source_.line() +
                     static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
        if (!cursor.take('{')) {
            cursor.fail(
                "this is not an event; expected a map, as in {:type :invoke, :process 0, "
                ":f :read, :value nil}");
        }
        while (!cursor.take('}')) {
            const auto key = cursor.keyword();
            if (key.empty()) {
                static_cast<void>(cursor.form());
                static_cast<void>(cursor.form());
            } else {
                read_field(key, cursor, event);
            }
        }
    }

    static void read_field(std::string_view key, EdnCursor& cursor, Event& event) {
        if (key == "type") {
            read_type(cursor, event);
        } else if (key == "f") {
            read_function(cursor, event);
        } else if (key == "value") {
            event.value = cursor.form();
        } else if (key == "process") {
            read_process(cursor, event);
        } else if (key == "time") {
            read_time(cursor, event);
        } else if (key == "key") {
            event.key = cursor.form();
            event.has_key = !event.key.is_nothing();
        } else if (key == "error") {
            event.error = cursor.form();
        } else {
            static_cast<void>(cursor.form());
        }
    }

    /// Of a value that is none, inside of an event; where the text ends behind it, it may be half.
    [[noreturn]] static void refuse(const EdnCursor& cursor, std::string what) {
        EdnCursor ahead = cursor;
        static_cast<void>(ahead.peek());
        cursor.fail(std::move(what));
    }

    static void read_type(EdnCursor& cursor, Event& event) {
        const auto word = cursor.keyword();
        event.type = type_named(word);
        if (event.type != Event::Type::none) return;
        if (word.empty()) cursor.fail(":type is empty; expected :invoke, :ok, :fail or :info");
        refuse(cursor, ":type is :" + printable(word) + "; expected :invoke, :ok, :fail or :info");
    }

    static void read_function(EdnCursor& cursor, Event& event) {
        if (const auto word = cursor.keyword(); !word.empty()) {
            event.function = word;
            return;
        }
        const Value function = cursor.form();
        if (!function.is(Value::Kind::text) && !function.is(Value::Kind::name)) {
            refuse(cursor, ":f is " + printable(to_string(function)) +
                               "; expected a keyword, such as :read");
        }
        event.function = function.text();
    }

    static void read_process(EdnCursor& cursor, Event& event) {
        const Value process = cursor.form();
        const bool nemesis = process.is(Value::Kind::name) && process.text() == "nemesis";
        if (!nemesis && (!process.is_integer() || process.integer() < 0)) {
            refuse(cursor, ":process is " + printable(to_string(process)) +
                               "; expected a number from 0 on, or :nemesis");
        }
        event.process = nemesis ? Operation::nemesis : process.integer();
        event.has_process = true;
    }

    static void read_time(EdnCursor& cursor, Event& event) {
        const Value time = cursor.form();
        if (!time.is_integer() && !time.is_nothing()) {
            cursor.fail(":time is " + printable(to_string(time)) +
                        "; expected whole nanoseconds since the start");
        }
        if (time.is_integer()) event.time = Duration{time.integer()};
    }

    /// Where the next form stands, seen from the vector that all events may be in.
    enum class Place { before, without, inside, behind };

    HistorySource& source_;
    RecentWords words_;
    Place place_ = Place::before;
};

}  // namespace

std::unique_ptr<EventReader> edn_events(HistorySource& source) {
    return std::make_unique<EdnEvents>(source);
}

}  // namespace sm::detail::inline history

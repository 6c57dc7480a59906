#include <utility>

#include "base/utf8.hpp"
#include "history/edn.hpp"
#include "history/history_event.hpp"
#include "history/history_lines.hpp"

namespace sm::detail::inline history {
namespace {

constexpr std::string_view logger = "jepsen.util";

/// What Jepsen logs of an event: process, type, function, value and perhaps an error, in EDN.
class LogEvents final : public LineEvents {
 public:
    using LineEvents::LineEvents;

 private:
    /// What the logger says in this line; empty if another speaks, or of something else.
    static std::string_view message(std::string_view line) {
        const auto at = line.find(logger);
        if (at == std::string_view::npos) return {};
        line.remove_prefix(at + logger.size());
        const auto begin = line.find_first_not_of(" \t");
        if (begin == std::string_view::npos || (line[begin] != '-' && line[begin] != ':'))
            return {};
        const auto text = line.find_first_not_of(" \t", begin + 1);
        if (text == std::string_view::npos) return {};
        line.remove_prefix(text);
        const bool client = line[0] >= '0' && line[0] <= '9';
        return client || line.starts_with(":nemesis") ? line : std::string_view{};
    }

    /// Whether the line tells of an event.
    bool line(std::string_view text, bool, Event& event) override {
        const auto said = message(text);
        if (said.empty()) return false;
        EdnCursor cursor(said, true, words_);
        try {
            read(cursor, event);
        } catch (const EndedEarly& early) {
            throw Malformed{
                "the line ends too early; expected process, type, function and value, as in "
                "`jepsen.util - 0 :invoke :read nil`",
                early.at};
        }
        return true;
    }

    static void read(EdnCursor& cursor, Event& event) {
        const Value process = cursor.form();
        event.has_process = true;
        event.process = process.is_integer() ? process.integer() : Operation::nemesis;
        if (!process.is_integer() && !process.is(Value::Kind::name)) {
            cursor.fail("the process is " + printable(to_string(process)) + "; expected a number");
        }
        const auto type = cursor.keyword();
        event.type = type_named(type);
        if (event.type == Event::Type::none) {
            cursor.fail("the type is \"" + printable(type) +
                        "\"; expected :invoke, :ok, :fail or :info");
        }
        event.function = cursor.keyword();
        if (event.function.empty()) cursor.fail("the function is missing; expected a keyword");
        event.value = cursor.form();
        if (cursor.skip()) event.error = cursor.form();
        const bool failed = event.type == Event::Type::fail || event.type == Event::Type::info;
        // Older versions log the error in the place of the value.
        const bool in_place = failed && event.process != Operation::nemesis &&
                              event.error.is_nothing() && event.value.is(Value::Kind::name);
        if (in_place) std::swap(event.error, event.value);
    }

    RecentWords words_;
};

}  // namespace

std::unique_ptr<EventReader> log_events(HistorySource& source) {
    return std::make_unique<LogEvents>(source);
}

}  // namespace sm::detail::inline history

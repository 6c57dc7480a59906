#pragma once
/// What the formats share that have at most one event a line.

#include "history/history_event.hpp"

namespace sm::detail::inline history {

class LineEvents : public EventReader {
 public:
    explicit LineEvents(HistorySource& source) : source_(source) {}

    bool next(Event& event) final {
        for (;;) {
            const auto window = source_.window();
            const auto end = window.find('\n');
            if (end == std::string_view::npos && !source_.ended()) {
                source_.more();
                continue;
            }
            if (window.empty()) return false;
            event = {};
            event.line = source_.line();
            const bool whole = end != std::string_view::npos;
            const bool found = line(window.substr(0, end), whole, event);
            source_.consume(whole ? end + 1 : window.size());
            if (found) return true;
        }
    }

 private:
    /// Whether the line holds an event, which it puts into `event`; the last line of a file may
    /// lack its end, and is not `whole` then.
    virtual bool line(std::string_view text, bool whole, Event& event) = 0;

    HistorySource& source_;
};

}  // namespace sm::detail::inline history

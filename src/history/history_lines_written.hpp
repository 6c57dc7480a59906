#pragma once
/// The lines that events are written as.

#include <sm/history/file.hpp>

#include <cstdint>
#include <string>

namespace sm::detail::inline history {

/// Adds the lines of events, each with its end, to a text.
class EventLines {
 public:
    /// Throws Misuse for the format `log`.
    explicit EventLines(Format format);

    void header(std::string& out) const;  ///< what a file begins with
    void begin(std::string& out, const Operation& operation);
    void end(std::string& out, const Operation& operation);

 private:
    struct Line;
    void write(std::string& out, const Line& line);

    Format format_;
    std::int64_t index_ = 0;  // of the next event
};

}  // namespace sm::detail::inline history

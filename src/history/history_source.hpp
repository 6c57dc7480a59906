#pragma once
/// The bytes of a history file, a piece at a time.

#include <cstddef>
#include <string>
#include <string_view>

namespace sm::detail::inline history {

/// Shows a window of what has not been consumed. The window moves on over the file, and is as large
/// as the largest thing that the reader wants to see at once.
class HistorySource {
 public:
    /// All of it is there.
    explicit HistorySource(std::string_view text)
        : window_(text), ended_(true), size_(text.size()) {}

    /// What an open file gives; it stays open. `name` is for messages.
    HistorySource(int descriptor, std::string_view name);

    HistorySource(const HistorySource&) = delete;
    HistorySource& operator=(const HistorySource&) = delete;

    std::string_view window() const { return window_; }
    bool ended() const { return ended_; }  ///< nothing comes after the window

    /// Takes bytes off the front of the window.
    void consume(std::size_t bytes);

    /// Makes the window longer, or finds that the file has ended. Throws std::system_error, and
    /// Malformed for a thing that is larger than any window may be.
    void more();

    /// How many bytes a regular file has in all; 0 where nobody knows.
    std::size_t size() const { return size_; }
    std::size_t consumed() const { return consumed_; }  ///< bytes

    /// The line, from 1, at which the window begins.
    std::size_t line() const { return line_; }

 private:
    int descriptor_ = -1;
    std::string name_;
    std::string buffer_;
    std::string_view window_;
    bool ended_ = false;
    std::size_t size_ = 0;
    std::size_t consumed_ = 0;
    std::size_t line_ = 1;
};

}  // namespace sm::detail::inline history

#pragma once
/// A file that takes what comes out of a pipe, up to a limit.

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "os/descriptor.hpp"

namespace sm::detail::inline cluster {

class LogFile {
 public:
    LogFile(std::filesystem::path path, std::size_t limit);

    /// Takes what is in the pipe now, which must not block; closes it at its end.
    void take(Descriptor& pipe);

    const std::filesystem::path& path() const { return path_; }
    /// Whether the limit was reached, and the rest dropped.
    bool cut() const { return cut_; }

 private:
    void add(std::string_view text);

    std::filesystem::path path_;
    Descriptor file_;
    std::size_t room_;
    std::atomic<bool> cut_ = false;
};

/// The last lines of a file; "" if there is none.
std::string last_lines_of(const std::filesystem::path& file, std::size_t count);
/// The last lines of a text.
std::string last_lines_of(std::istream& text, std::size_t count);

}  // namespace sm::detail::inline cluster

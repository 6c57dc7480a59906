#include "cluster/log_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <vector>

#include <fcntl.h>

namespace sm::detail::inline cluster {
namespace {

void write_all(const Descriptor& file, std::string_view text) {
    while (file && !text.empty()) {
        const auto wrote = ::write(file.get(), text.data(), text.size());
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote <= 0) return;  // a full disk costs the log, not the test
        text.remove_prefix(static_cast<std::size_t>(wrote));
    }
}

}  // namespace

LogFile::LogFile(std::filesystem::path path, std::size_t limit)
    : path_(std::move(path)),
      file_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600)),
      room_(limit) {}

void LogFile::take(Descriptor& pipe) {
    std::array<char, 65536> buffer;
    while (pipe) {
        const auto got = ::read(pipe.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && errno == EAGAIN) return;
        if (got <= 0) return pipe.reset();
        add({buffer.data(), static_cast<std::size_t>(got)});
    }
}

void LogFile::add(std::string_view text) {
    const auto fits = std::min(text.size(), room_);
    write_all(file_, text.substr(0, fits));
    room_ -= fits;
    if (fits < text.size() && !cut_.exchange(true))
        write_all(file_, "\n[sm: the limit of this log is reached; what follows is dropped]\n");
}

std::string last_lines_of(std::istream& text, std::size_t count) {
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) {
        lines.push_back(line);
        if (lines.size() > 2 * count)
            lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(count));
    }
    const auto first = lines.size() - std::min(count, lines.size());
    return fmt::format(
        "{}", fmt::join(lines.begin() + static_cast<std::ptrdiff_t>(first), lines.end(), "\n"));
}

std::string last_lines_of(const std::filesystem::path& file, std::size_t count) {
    std::ifstream text(file);
    return last_lines_of(text, count);
}

}  // namespace sm::detail::inline cluster

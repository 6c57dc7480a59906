#include "check/progress.hpp"

#include <fmt/format.h>

#include <cstdio>

#include <unistd.h>

namespace sm::detail::inline check {

Progress::Progress(std::string test)
    : test_(std::move(test)), terminal_(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
    if (shown_) std::fputs("\r\x1b[K", stderr);
}

bool Progress::due() {
    if (!terminal_) return false;
    const auto now = Clock::now();
    if (now - last_ < std::chrono::milliseconds(200)) return false;
    last_ = now;
    return true;
}

void Progress::print(const std::string& line) {
    shown_ = true;
    fmt::print(stderr, "\r\x1b[K{}", line.substr(0, 110));
    std::fflush(stderr);
}

void Progress::searching(const Tally& tally, std::uint64_t programs) {
    if (!due()) return;
    const auto seconds = std::chrono::duration<double>(last_ - began_).count();
    const auto calls = tally.calls.load();
    print(fmt::format("{}: program {} of {}, {} calls, {} discarded, {:.0f} calls/s", test_,
                      tally.programs.load(), programs, calls, tally.discards.load(),
                      static_cast<double>(calls) / seconds));
}

void Progress::shrinking(std::size_t size, std::uint64_t executions) {
    if (!due()) return;
    print(fmt::format("{}: shrinking, {} calls left after {} runs", test_, size, executions));
}

}  // namespace sm::detail::inline check

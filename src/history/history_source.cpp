#include "history/history_source.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "value/malformed.hpp"

#include <sys/stat.h>
#include <unistd.h>

namespace sm::detail::inline history {
namespace {

constexpr std::size_t usual = std::size_t{1} << 18;    // a piece stays in the processor's cache
constexpr std::size_t largest = std::size_t{1} << 28;  // of one event

}  // namespace

HistorySource::HistorySource(int descriptor, std::string_view name)
    : descriptor_(descriptor), name_(name), buffer_(usual, '\0') {
    struct stat about {};
    if (::fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode)) {
        size_ = static_cast<std::size_t>(about.st_size);
    }
}

void HistorySource::consume(std::size_t bytes) {
    const auto taken = window_.substr(0, bytes);
    line_ += static_cast<std::size_t>(std::count(taken.begin(), taken.end(), '\n'));
    window_.remove_prefix(bytes);
    consumed_ += taken.size();
}

void HistorySource::more() {
    if (ended_) return;
    const std::size_t kept = window_.size();
    if (kept > 0) std::memmove(buffer_.data(), window_.data(), kept);
    if (kept == buffer_.size()) {
        if (kept >= largest) throw Malformed{"an event is larger than 256 MiB", window_.data()};
        buffer_.resize(2 * kept);
    }
    // To the brim, so that what is read anew with each window is read at most twice over.
    std::size_t filled = kept;
    while (filled < buffer_.size() && !ended_) {
        const ssize_t got = ::read(descriptor_, buffer_.data() + filled, buffer_.size() - filled);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw std::system_error(errno, std::generic_category(), name_);
        ended_ = got == 0;
        filled += static_cast<std::size_t>(got);
    }
    window_ = std::string_view(buffer_).substr(0, filled);
}

}  // namespace sm::detail::inline history

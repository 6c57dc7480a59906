#include "search/bound_text.hpp"

#include <fmt/format.h>

namespace sm::detail::inline search {

std::string shown_time(Duration time) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
    return ms > 0 && ms % 1000 == 0 ? fmt::format("{} s", ms / 1000) : fmt::format("{} ms", ms);
}

std::string shown_bytes(std::size_t bytes) {
    if (bytes % (1U << 20) == 0) return fmt::format("{} MiB", bytes >> 20);
    if (bytes % (1U << 10) == 0) return fmt::format("{} KiB", bytes >> 10);
    return fmt::format("{} bytes", bytes);
}

}  // namespace sm::detail::inline search

#pragma once
/// How an operation ended, as our drawings tell it: three ways, each with a name and a class.

#include <sm/history/operation.hpp>

#include <array>
#include <cstdint>
#include <string_view>

namespace sm::report {

enum class Seen : std::uint8_t { answered, refused, unknown };

inline constexpr std::array all_seen{Seen::answered, Seen::refused, Seen::unknown};

inline Seen seen(const history::Operation& operation) {
    if (operation.refused()) return Seen::refused;
    return operation.indeterminate() ? Seen::unknown : Seen::answered;
}

constexpr std::string_view to_string(Seen outcome) {
    constexpr std::array<std::string_view, 3> names{"answered", "refused", "unknown"};
    return names[static_cast<std::size_t>(outcome)];
}

/// In our style sheets.
constexpr std::string_view class_of(Seen outcome) {
    constexpr std::array<std::string_view, 3> classes{"ok", "refused", "unknown"};
    return classes[static_cast<std::size_t>(outcome)];
}

}  // namespace sm::report

#include "store/wall_time.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>

namespace sm::store {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::milliseconds;

std::string text_of(WallTime time, std::string_view date_gap, std::string_view time_gap) {
    const auto day = floor<days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(floor<milliseconds>(time - day));
    return fmt::format("{:04}{}{:02}{}{:02}T{:02}{}{:02}{}{:02}.{:03}Z",
                       static_cast<int>(date.year()), date_gap, static_cast<unsigned>(date.month()),
                       date_gap, static_cast<unsigned>(date.day()), clock.hours().count(), time_gap,
                       clock.minutes().count(), time_gap, clock.seconds().count(),
                       clock.subseconds().count());
}

/// Takes a number of so many digits and what follows it off the text.
std::optional<int> take(std::string_view& text, std::size_t digits, std::string_view then) {
    int number = 0;
    if (text.size() < digits + then.size()) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + digits, number);
    if (error != std::errc{} || end != text.data() + digits || number < 0 ||
        text.substr(digits, then.size()) != then) {
        return std::nullopt;
    }
    text.remove_prefix(digits + then.size());
    return number;
}

}  // namespace

std::string wall_time_text(WallTime time) { return text_of(time, "-", ":"); }
std::string wall_time_name(WallTime time) { return text_of(time, "", ""); }

std::string short_wall_time(std::string_view text) {
    std::string digits;
    for (const char c : text.substr(0, text.find('.'))) {
        if (c >= '0' && c <= '9') digits += c;
    }
    if (digits.size() != 14 || text.find('T') == text.npos) return std::string(text);
    const auto part = [&](std::size_t at) { return digits.substr(at, 2); };
    return fmt::format("{}-{}-{} {}:{}:{}", digits.substr(0, 4), part(4), part(6), part(8),
                       part(10), part(12));
}

std::optional<WallTime> parse_wall_time(std::string_view text) {
    const auto year = take(text, 4, "-");
    const auto month = take(text, 2, "-");
    const auto day = take(text, 2, "T");
    const auto hour = take(text, 2, ":");
    const auto minute = take(text, 2, ":");
    const auto second = take(text, 2, ".");
    const auto thousandth = take(text, 3, "Z");
    if (!year || !month || !day || !hour || !minute || !second || !thousandth || !text.empty()) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
           std::chrono::seconds{*second} + milliseconds{*thousandth};
}

}  // namespace sm::store

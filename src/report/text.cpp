#include "report/text.hpp"

#include <fmt/format.h>

#include "value/text.hpp"

namespace sm::report {
namespace {

bool is_control(unsigned char c) {
    return (c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7f;
}

/// The largest place up to `at` that does not stand inside a character.
std::size_t boundary(std::string_view text, std::size_t at) {
    while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U) {
        --at;
    }
    return at;
}

}  // namespace

std::string readable(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size());
    while (!bytes.empty()) {
        const auto length = detail::utf8_length(bytes);
        const auto first = static_cast<unsigned char>(bytes.front());
        if (length == 0 || is_control(first)) {
            text += fmt::format("\\x{:02x}", first);
            bytes.remove_prefix(1);
        } else {
            text += bytes.substr(0, length);
            bytes.remove_prefix(length);
        }
    }
    return text;
}

std::string shortened(std::string_view text, std::size_t most) {
    if (text.size() <= most) return std::string(text);
    const auto head = boundary(text, most * 2 / 3);
    const auto tail = boundary(text, text.size() - most / 3);
    return fmt::format("{} … ({} bytes more) … {}", text.substr(0, head), counted(tail - head),
                       text.substr(tail));
}

std::string escaped(std::string_view bytes) {
    std::string safe;
    for (const char c : readable(bytes)) {
        switch (c) {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            case '"':
                safe += "&quot;";
                break;
            case '\'':
                safe += "&#39;";
                break;
            default:
                safe += c;
        }
    }
    return safe;
}

std::string json_text(std::string_view bytes) {
    std::string json = "\"";
    for (const char c : readable(bytes)) {
        switch (c) {
            case '"':
                json += "\\\"";
                break;
            case '\\':
                json += "\\\\";
                break;
            case '\n':
                json += "\\n";
                break;
            case '\r':
                json += "\\r";
                break;
            case '\t':
                json += "\\t";
                break;
            // Nothing that begins with these ends or opens anything in a page.
            case '<':
            case '>':
            case '&':
                json += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
                break;
            default:
                json += c;
        }
    }
    return json + '"';
}

std::string counted(std::uint64_t count) {
    auto digits = std::to_string(count);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
        digits.insert(static_cast<std::size_t>(at), ",");
    }
    return digits;
}

}  // namespace sm::report

#include "base64.hpp"

#include <cstdint>
#include <stdexcept>

namespace common {
namespace {

constexpr std::string_view digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string to_base64(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const auto group = bytes.substr(at, 3);
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            bits = bits << 8U | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0U);
        }
        for (std::size_t i = 0; i < 4; ++i) {
            text += i <= group.size() ? digits[bits >> (18U - 6U * i) & 63U] : '=';
        }
    }
    return text;
}

std::string from_base64(std::string_view text) {
    const auto wrong = [&] {
        return std::invalid_argument("no base64: '" + std::string(text) + "'");
    };
    if (text.size() % 4 != 0) throw wrong();
    const auto whole = text.size();
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
    std::string bytes;
    bytes.reserve(whole / 4 * 3);
    std::uint32_t bits = 0;
    unsigned held = 0;  // of the bits, not yet a byte
    for (const char c : text) {
        const auto digit = digits.find(c);
        if (digit == std::string_view::npos) throw wrong();
        bits = bits << 6U | static_cast<std::uint32_t>(digit);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes += static_cast<char>(bits >> held & 255U);
    }
    return bytes;
}

}  // namespace common

#include "report/links.hpp"

#include <fmt/format.h>

#include <cctype>

#include "value/text.hpp"

namespace sm::report {

std::string link_to(std::string_view path) {
    std::string link;
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = byte < 0x80 && (std::isalnum(byte) != 0 ||
                                           std::string_view("/._-~").find(c) != path.npos);
        link += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
    }
    return link;
}

std::optional<std::string> unescaped(std::string_view link) {
    std::string bytes;
    for (std::size_t i = 0; i < link.size(); ++i) {
        if (link[i] != '%') {
            bytes += link[i];
            continue;
        }
        if (i + 2 >= link.size()) return std::nullopt;
        const auto high = detail::hex_digit(link[i + 1]);
        const auto low = detail::hex_digit(link[i + 2]);
        if (high > 15 || low > 15) return std::nullopt;
        bytes += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return bytes;
}

}  // namespace sm::report

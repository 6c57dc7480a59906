#pragma once
/// Paths as links, and back.

#include <optional>
#include <string>
#include <string_view>

namespace sm::report {

/// The path as a relative or absolute link: what is not a plain letter is percent-encoded.
std::string link_to(std::string_view path);

/// The bytes that a link's percent signs stand for; nothing if they stand for none.
std::optional<std::string> unescaped(std::string_view link);

}  // namespace sm::report

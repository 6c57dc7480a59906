#pragma once
/// Base64 (RFC 4648, section 4), in which JSON carries bytes.

#include <string>
#include <string_view>

namespace common {

std::string to_base64(std::string_view bytes);

/// The bytes; throws std::invalid_argument for text that is no base64.
std::string from_base64(std::string_view text);

}  // namespace common

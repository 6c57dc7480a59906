#pragma once
/// Texts of strangers made safe for the pages that we write.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sm::report {

/// As UTF-8: bytes that are none, and control characters but line ends and tabs, as `\xNN`.
std::string readable(std::string_view bytes);

/// At most so many bytes: the beginning and the end, with what was left out between them counted.
std::string shortened(std::string_view text, std::size_t most);

/// For the text or a quoted attribute of HTML and XML.
std::string escaped(std::string_view bytes);

/// A JSON string that is also safe inside a <script>.
std::string json_text(std::string_view bytes);

/// A count with its thousands apart: 12,345.
std::string counted(std::uint64_t count);

}  // namespace sm::report

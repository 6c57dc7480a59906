#pragma once
/// Numbers as EDN and JSON write them.

#include <sm/run/datum.hpp>

#include <optional>
#include <string_view>

namespace sm::detail {

enum class Numerals { json, edn };  ///< EDN also has a plus in front, 5N, 1.5M, 1/2 and 0xff

/// The number that all of `digits` is, or nothing if it is none.
///
/// What has no exact place in 64 bits is kept as the name of its digits, so that two of them are
/// equal if they are written alike: an integer too large, a ratio, a decimal (1.5M) of more than 15
/// digits, a real beyond all doubles.
std::optional<Datum> parse_number(std::string_view digits, Numerals numerals);

}  // namespace sm::detail

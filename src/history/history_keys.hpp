#pragma once
/// Values `[k v]` taken apart to the key k and the value v.

#include <sm/history/file.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace sm::detail::inline history {

/// The first client's operation that has a value or an answer which is no `[k v]`.
std::optional<std::size_t> without_key(const Operations& operations);

/// Why the values have to be of keys, or nothing where that is not certain: all values of clients
/// are lists of two, all answers have the key that was asked for, and something is invoked with
/// `[k nil]`, which only a read of a key is.
std::optional<std::string> evidence_of_keys(const Operations& operations);

/// Takes the values and answers of all clients apart.
void take_apart(Operations& operations);

}  // namespace sm::detail::inline history

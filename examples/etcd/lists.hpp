#pragma once
/// Lists of integers as the text in which they are stored: JSON arrays, such as `[1,2]`.

#include <sm/history/value.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace etcd {

std::string text_of(const std::vector<int>& list);

/// Throws std::runtime_error for other text.
std::vector<int> list_in(std::string_view text);

/// The one integer in a text. Throws std::runtime_error for other text.
int integer_in(std::string_view text);

/// The list as a value in a history.
sm::history::Value datum_of(const std::vector<int>& list);

}  // namespace etcd

#pragma once
/// What the readers of texts throw at each other.

#include <string>

namespace sm::detail::inline value {

/// A text that does not follow its notation. `at` is where, in the text that was being read.
struct Malformed {
    std::string what;
    const char* at = nullptr;
};

/// The text ended inside of something. Read on where there is more of it.
struct EndedEarly {
    std::string what;  ///< what it ended in
    const char* at = nullptr;
};

}  // namespace sm::detail::inline value

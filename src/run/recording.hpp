#pragma once
/// What a system tells of a run.

#include <string>

namespace sm::detail::inline run {

/// What it is asked to tell.
struct Asked {
    bool log = false;
    bool picture = false;
};

/// Each is empty where it was not asked, or cannot tell.
struct Told {
    std::string log{};
    std::string picture{};  ///< SVG
};

}  // namespace sm::detail::inline run

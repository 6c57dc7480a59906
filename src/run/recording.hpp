#pragma once
/// What a system reports of a run, beside the answers.

#include <string>

namespace sm::detail::inline run {

/// Which diagnostics to record.
struct DiagnosticsRequest {
    bool log = false;
    bool picture = false;
};

/// Each is empty where it was not requested, or the system does not offer it.
struct Diagnostics {
    std::string log{};
    std::string picture{};  ///< SVG
};

}  // namespace sm::detail::inline run

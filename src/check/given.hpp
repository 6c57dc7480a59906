#pragma once
/// What this process was told by flags and environment variables.

#include <string>
#include <vector>

namespace sm::detail::inline check {

/// As environment variables, `SM_WORKERS=3`, in alphabetical order and without the seed and the
/// file to replay; with `of_a_run` only those that decide how one given program runs.
std::vector<std::string> given_settings(bool of_a_run);

}  // namespace sm::detail::inline check

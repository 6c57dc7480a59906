#pragma once
/// Results as a tree, and back.

#include <sm/report/run_directory.hpp>

namespace sm::report {

Tree to_tree(const RunResults& results);

/// What a JSON text gave; throws BadRun with the field that is missing or wrong.
RunResults results_of(const Tree& tree);

}  // namespace sm::report

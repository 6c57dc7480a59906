#pragma once
/// The first page of a run's directory.

#include <sm/report/drawing.hpp>

namespace sm::report {

/// Verdict, reason, what ran, counts, the plots, and links to all files in the directory.
std::string index_html(const std::filesystem::path& directory,
                       std::span<const history::Operation> operations, const Drawing& drawing);

}  // namespace sm::report

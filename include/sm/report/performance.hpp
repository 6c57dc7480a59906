#pragma once
/// Plots of a run's speed: latency and rate over time, as SVG files that stand alone.

#include <sm/history/fault_windows.hpp>
#include <sm/history/operation.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sm::report {

/// What a plot shows beside the operations.
struct PlotOptions {
    std::string title{};  ///< above the plot; a name of the plot itself if empty
    /// Shaded and labelled; by default those of the nemesis in the history.
    std::optional<std::vector<history::FaultWindow>> faults{};
};

/// How long each operation took, at the time that it began, by its outcome; and below it the
/// quantiles 0.5, 0.95, 0.99 and 1 of all of them in windows of time. Logarithmic. Points that
/// would fall on each other are drawn once, and darker, so that the file stays below 2 MB
/// whatever the length of the history.
std::string latency_svg(std::span<const history::Operation> operations,
                        const PlotOptions& options = {});

/// How many operations ended a second in windows of time, by outcome; a panel for each function,
/// the most frequent first, those beyond the sixth together.
std::string rate_svg(std::span<const history::Operation> operations,
                     const PlotOptions& options = {});

}  // namespace sm::report

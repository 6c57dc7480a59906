#pragma once
/// The timeline: a history as one HTML page that a reader can zoom, filter and point at.

#include <sm/checkers/checker.hpp>
#include <sm/history/fault_windows.hpp>
#include <sm/history/operation.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sm::report {

/// What a timeline shows beside the operations.
struct TimelineOptions {
    std::string title = "history";
    /// The verdict above the timeline; its violations are marked, and the page opens at the first.
    std::optional<history::CheckResult> result{};
    /// Shaded over all lanes; by default those of the nemesis in the history.
    std::optional<std::vector<history::FaultWindow>> faults{};
    /// Of a longer history the page has those around the violations, or the first, and says so.
    std::size_t most_operations = 20'000;
};

/// One self-contained page (no network, nothing beside it): a lane a worker, time to the right,
/// faults shaded over all lanes, the violations marked and in view. Hovering or the arrow keys show
/// an operation's details. All texts of the history are data to the page, whatever is in them;
/// bytes that are not UTF-8 are written `\xNN`, long texts are cut in the middle.
std::string timeline_html(std::span<const history::Operation> operations,
                          const TimelineOptions& options = {});

}  // namespace sm::report

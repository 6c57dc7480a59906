#pragma once
/// A history as the JSON that the page of the timeline draws.

#include <sm/report/timeline.hpp>

#include <span>
#include <string>

namespace sm::report {

std::string timeline_data(std::span<const history::Operation> operations,
                          const TimelineOptions& options);

}  // namespace sm::report

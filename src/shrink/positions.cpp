#include "shrink/positions.hpp"

namespace sm::detail::inline shrink {

std::vector<StepKey>& lane_of(Outline& outline, std::size_t lane) {
    return lane == 0 ? outline.prefix : outline.branches[lane - 1];
}

StepKey& step_at(Outline& outline, Place place) {
    return lane_of(outline, place.lane)[place.index];
}

std::vector<Place> places(const Outline& outline) {
    std::vector<Place> all;
    for (std::size_t i = 0; i < outline.prefix.size(); ++i) all.push_back({0, i});
    for (std::size_t b = 0; b < outline.branches.size(); ++b) {
        for (std::size_t i = 0; i < outline.branches[b].size(); ++i) all.push_back({b + 1, i});
    }
    return all;
}

Outline without(Outline outline, Place place) {
    auto& lane = lane_of(outline, place.lane);
    lane.erase(lane.begin() + static_cast<std::ptrdiff_t>(place.index));
    return outline;
}

}  // namespace sm::detail::inline shrink

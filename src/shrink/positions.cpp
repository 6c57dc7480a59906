#include "shrink/positions.hpp"

namespace sm::detail::inline shrink {

std::vector<StepKey>& branch_of(Outline& outline, std::size_t branch) {
    return branch == 0 ? outline.prefix : outline.branches[branch - 1];
}

StepKey& step_at(Outline& outline, Place place) {
    return branch_of(outline, place.branch)[place.index];
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
    auto& branch = branch_of(outline, place.branch);
    branch.erase(branch.begin() + static_cast<std::ptrdiff_t>(place.index));
    return outline;
}

}  // namespace sm::detail::inline shrink

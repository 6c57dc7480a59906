#pragma once
/// Where the steps of a program stand.

#include <sm/shrink/subject.hpp>

#include <cstddef>
#include <vector>

namespace sm::detail::inline shrink {

/// The place of a step: in the prefix (branch 0) or in a branch (branch 1 and on).
struct Place {
    std::size_t branch;
    std::size_t index;

    friend bool operator==(const Place&, const Place&) = default;
};

std::vector<StepKey>& branch_of(Outline& outline, std::size_t branch);

/// The step that stands there.
StepKey& step_at(Outline& outline, Place place);

/// Every step, the prefix first.
std::vector<Place> places(const Outline& outline);

/// The outline without this step.
Outline without(Outline outline, Place place);

}  // namespace sm::detail::inline shrink

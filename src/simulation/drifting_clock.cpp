#include "simulation/drifting_clock.hpp"

#include <algorithm>

namespace sm::detail {

Instant DriftingClock::when(Instant shown) const {
    const auto more = static_cast<Wide>(shown - base_shown_);
    if (drift_ == 0) return base_truth_ + static_cast<Instant>(more);
    const Wide rate = whole + drift_;
    return base_truth_ + static_cast<Instant>((more * whole + rate - 1) / rate);
}

void DriftingClock::set_drift(Instant truth, std::int64_t parts) {
    base_shown_ = reading(truth);
    base_truth_ = truth;
    drift_ = std::clamp(parts, -whole / 2, whole);
}

void DriftingClock::step(Instant truth, Instant by) {
    static_cast<void>(shown(truth));
    base_shown_ += by;
}

void DriftingClock::correct(Instant truth) {
    static_cast<void>(shown(truth));
    base_shown_ = base_truth_ = truth;
    drift_ = 0;
}

}  // namespace sm::detail

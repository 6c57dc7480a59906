#include "simulation/drifting_clock.hpp"

#include <algorithm>

#include "simulation/timer.hpp"

namespace sm::detail::inline simulation {

Instant DriftingClock::when(Instant shown) const {
    const auto more = static_cast<Wide>(shown) - base_shown_;
    const Wide rate = whole + drift_;
    const auto truth = base_truth_ + (drift_ == 0 ? more : (more * whole + rate - 1) / rate);
    return truth < never ? static_cast<Instant>(truth) : never;
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

}  // namespace sm::detail::inline simulation

#pragma once
/// A clock that is off, runs fast or slow, and may be set.

#include "simulation/event_queue.hpp"

namespace sm::detail::inline simulation {

/// Between the true time and what the clock shows; integers only.
class DriftingClock {
 public:
    /// What it shows at this time; never less than it showed before.
    Instant shown(Instant truth) {
        const auto now = reading(truth);
        if (now > latest_) latest_ = now;
        return latest_;
    }

    /// The first time at which it shows this, if it is left alone.
    Instant when(Instant shown) const;

    /// From now on it runs faster by this many parts in a thousand million, or slower.
    void set_drift(Instant truth, std::int64_t parts);
    /// It is moved on. Moved back, it stands still until it has caught up.
    void step(Instant truth, Instant by);
    /// It is right again: as late as is true, and as fast.
    void correct(Instant truth);

 private:
    static constexpr std::int64_t whole = 1'000'000'000;
    __extension__ typedef __int128 Wide;

    Instant reading(Instant truth) const {
        if (drift_ == 0) return base_shown_ + (truth - base_truth_);
        const auto scaled = static_cast<Wide>(truth - base_truth_) * (whole + drift_);
        return base_shown_ + static_cast<Instant>(scaled / whole);
    }

    Instant base_truth_ = 0;
    Instant base_shown_ = 0;
    Instant latest_ = 0;
    std::int64_t drift_ = 0;
};

}  // namespace sm::detail::inline simulation

#pragma once
/// Axes: from values to pixels, and where their ticks are.

#include <sm/base/clock.hpp>

#include <string>
#include <vector>

namespace sm::report {

struct Tick {
    double at = 0;        ///< pixel
    std::string label{};  ///< none for a minor one
};

/// The least of 1, 2, 5, 10, 20, ... times a power of ten that is not below `value`.
double nice_above(double value);

/// From a span of values to a span of pixels, in equal steps or equal ratios.
class Axis {
 public:
    enum class Kind : std::uint8_t { linear, logarithmic };

    Axis(Kind kind, double from, double to, double pixel_from, double pixel_to);

    double operator()(double value) const;
    double from() const { return from_; }
    double to() const { return to_; }

 private:
    Kind kind_;
    double from_, to_;
    double pixel_from_, pixel_to_;
};

/// Seconds since the start, or events where no times were recorded; `most` labelled ticks.
std::vector<Tick> time_ticks(const Axis& axis, bool recorded, int most);

/// The axis of durations that holds both, ending at 1, 2 or 5 times a power of ten; nanoseconds.
Axis latency_axis(Duration shortest, Duration longest, double bottom, double top);

/// Decades, labelled with their units; those between too where there are few.
std::vector<Tick> latency_ticks(const Axis& axis);

/// From zero, in about so many steps.
std::vector<Tick> count_ticks(const Axis& axis, int most);

/// "20 ms", "1.5 s", "250 µs", "1 min".
std::string duration_text(Duration duration);

}  // namespace sm::report

#include "report/axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "report/text.hpp"

namespace sm::report {
namespace {

constexpr double nanoseconds = 1e9;  ///< a second

/// As few digits as show the step.
std::string decimal(double value, double step) {
    const int digits = std::max(0, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
    return fmt::format("{:.{}f}", value, digits);
}

/// The nearest of 1, 2, 5 times a power of ten that is not above `value`.
double nice_below(double value) {
    const double power = std::pow(10, std::floor(std::log10(value)));
    double best = power;
    for (const double step : {2.0, 5.0}) {
        if (step * power <= value * (1 + 1e-9)) best = step * power;
    }
    return best;
}

}  // namespace

double nice_above(double value) {
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 5.0}) {
        if (step * power >= value * (1 - 1e-9)) return step * power;
    }
    return 10 * power;
}

Axis::Axis(Kind kind, double from, double to, double pixel_from, double pixel_to)
    : kind_(kind), from_(from), to_(to), pixel_from_(pixel_from), pixel_to_(pixel_to) {}

double Axis::operator()(double value) const {
    const double part = kind_ == Kind::linear
                            ? (value - from_) / (to_ - from_)
                            : std::log(std::max(value, from_) / from_) / std::log(to_ / from_);
    return pixel_from_ + std::clamp(part, 0.0, 1.0) * (pixel_to_ - pixel_from_);
}

std::vector<Tick> time_ticks(const Axis& axis, bool recorded, int most) {
    const double unit = recorded ? nanoseconds : 1;
    double step = nice_above(axis.to() / unit / most);
    if (!recorded) step = std::max(1.0, step);
    std::vector<Tick> ticks;
    for (double at = 0; at * step * unit <= axis.to() * (1 + 1e-9); ++at) {
        ticks.push_back({axis(at * step * unit), decimal(at * step, step)});
    }
    return ticks;
}

Axis latency_axis(Duration shortest, Duration longest, double bottom, double top) {
    const auto low = nice_below(std::max(1.0, static_cast<double>(shortest.count())));
    const auto high = nice_above(std::max(1.0, static_cast<double>(longest.count())) * 1.05);
    return {Axis::Kind::logarithmic, low, std::max(high, low * 10), bottom, top};
}

std::vector<Tick> latency_ticks(const Axis& axis) {
    const bool few = axis.to() / axis.from() <= 2000;
    std::vector<Tick> ticks;
    const auto first = static_cast<int>(std::floor(std::log10(axis.from()) + 1e-9));
    const auto last = static_cast<int>(std::floor(std::log10(axis.to()) + 1e-9));
    for (int exponent = first; exponent <= last; ++exponent) {
        const double power = std::pow(10, exponent);
        for (const double step : {1.0, 2.0, 5.0}) {
            const double value = step * power;
            if (value < axis.from() * (1 - 1e-9) || value > axis.to() * (1 + 1e-9)) continue;
            const bool labelled = step == 1.0 || few;
            ticks.push_back(
                {axis(value), labelled ? duration_text(Duration{std::llround(value)}) : ""});
        }
    }
    return ticks;
}

std::vector<Tick> count_ticks(const Axis& axis, int most) {
    const double step = nice_above(axis.to() / most);
    std::vector<Tick> ticks;
    for (int at = 0; at * step <= axis.to() * (1 + 1e-9); ++at) {
        const double value = at * step;
        ticks.push_back(
            {axis(value), step < 1 ? decimal(value, step)
                                   : counted(static_cast<std::uint64_t>(std::llround(value)))});
    }
    return ticks;
}

std::string duration_text(Duration duration) {
    struct Unit {
        double size;
        std::string_view name;
    };
    constexpr std::array<Unit, 5> units{
        {{60e9, "min"}, {1e9, "s"}, {1e6, "ms"}, {1e3, "µs"}, {1, "ns"}}};
    const auto count = static_cast<double>(duration.count());
    for (const Unit& unit : units) {
        // Minutes only from ten on: "90 s" is read at once.
        const double least = unit.size == 60e9 ? 600e9 : unit.size;
        if (count >= least) return fmt::format("{:.4g} {}", count / unit.size, unit.name);
    }
    return "0 s";
}

}  // namespace sm::report

#pragma once
/// The sheet that all plots over time share: title, legend, faults, and panels above one another.

#include <sm/history/fault_windows.hpp>
#include <sm/report/performance.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "history/run_clock.hpp"
#include "report/axis.hpp"
#include "report/svg.hpp"

namespace sm::report {

/// An entry of a legend: its sample is a path in a box of 26 by 12 pixels.
struct LegendEntry {
    std::string sample;   ///< path commands, from the box's corner
    std::string classes;  ///< of the path
    std::string text;
};

class Plot {
 public:
    Plot(std::span<const history::Operation> operations, const PlotOptions& options,
         std::string_view name);

    void legend(const std::vector<LegendEntry>& entries);

    /// Begins the next panel below the others: frame, ticks of `y_ticks`, its name, the faults.
    /// Whoever begins it makes the axis over the same pixels.
    Box next_panel(double height) const;
    void begin_panel(const Box& panel, std::string_view name, const std::vector<Tick>& ticks);

    const Axis& time() const { return time_; }
    const detail::RunClock& clock() const { return clock_; }
    Svg& svg() { return svg_; }

    /// For panels that have nothing to draw.
    void say(const Box& panel, std::string_view text);

    /// The file, with the ticks of time below the last panel.
    std::string file();

 private:
    void faults();
    void fault(const history::FaultWindow& window, std::size_t row, double y);

    detail::RunClock clock_;
    std::vector<history::FaultWindow> windows_;
    std::vector<std::string> names_;  ///< of faults, each once
    std::string title_;
    Svg svg_;
    Axis time_;
    double y_ = 0;  ///< where the next thing goes
};

/// A window's length such that there are at most so many: 1, 2 or 5 times a power of ten.
Duration window_length(Duration end, int most);

}  // namespace sm::report

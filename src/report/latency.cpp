#include <sm/report/performance.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "report/outcome.hpp"
#include "report/plot.hpp"

namespace sm::report {
namespace {

constexpr double points_height = 300;
constexpr double quantiles_height = 210;
constexpr std::size_t most_windows = 100;
constexpr std::size_t least_in_window = 20;  ///< operations, on average
/// Up to so many points of an outcome are drawn where they are; of more, one in each cell.
constexpr std::size_t most_exact = 15'000;
constexpr double exact = 0.1;  ///< pixels
constexpr double cell = 1.8;

constexpr std::array quantiles{0.5, 0.95, 0.99, 1.0};
constexpr std::array<std::string_view, 4> quantile_names{"0.5", "0.95", "0.99", "1 (slowest)"};
constexpr std::array<std::string_view, 4> quantile_labels{"0.5", "0.95", "0.99", "1"};

struct Sample {
    Duration began;
    Duration took;
    Seen outcome;
};

std::vector<Sample> samples_of(std::span<const history::Operation> operations,
                               const detail::RunClock& clock) {
    std::vector<Sample> samples;
    for (const history::Operation& operation : operations) {
        if (operation.by_nemesis()) continue;
        samples.push_back({clock.began(operation), clock.took(operation), seen(operation)});
    }
    return samples;
}

Axis axis_of(const std::vector<Sample>& samples, const Box& panel) {
    Duration shortest = Duration::max();
    Duration longest{1};
    for (const Sample& sample : samples) {
        if (sample.took > Duration{}) shortest = std::min(shortest, sample.took);
        longest = std::max(longest, sample.took);
    }
    return latency_axis(std::min(shortest, longest), longest, panel.bottom(), panel.y);
}

/// A dot, a cross or a triangle around a point.
std::string shape_of(Seen outcome, double x, double y) {
    if (outcome == Seen::answered) return fmt::format("M{} {}h0", coordinate(x), coordinate(y));
    if (outcome == Seen::refused) {
        return fmt::format("M{} {}l4.2 4.2m-4.2 0l4.2-4.2", coordinate(x - 2.1),
                           coordinate(y - 2.1));
    }
    return fmt::format("M{} {}l3.4 6h-6.8z", coordinate(x), coordinate(y - 3.6));
}

/// How many points fell into each cell of the panel, in the order of the cells.
struct Cells {
    double size = exact;
    std::map<std::pair<int, int>, std::uint32_t> counts{};

    void add(double x, double y) {
        ++counts[{static_cast<int>(std::lround(x / size)),
                  static_cast<int>(std::lround(y / size))}];
    }
};

std::array<Cells, 3> cells_of(const std::vector<Sample>& samples) {
    std::array<std::size_t, 3> counts{};
    for (const Sample& sample : samples) ++counts[static_cast<std::size_t>(sample.outcome)];
    std::array<Cells, 3> cells;
    for (const auto outcome : all_seen) {
        const auto i = static_cast<std::size_t>(outcome);
        // Crosses and triangles are larger than dots.
        const double size = outcome == Seen::answered ? cell : 2 * cell;
        if (counts[i] > most_exact) cells[i].size = size;
    }
    return cells;
}

void draw_outcome(Svg& svg, Seen outcome, const Cells& cells) {
    std::array<std::string, 3> paths;
    for (const auto& [place, count] : cells.counts) {
        const auto crowd = outcome != Seen::answered || count < 2 ? 0U : count < 8 ? 1U : 2U;
        paths[crowd] += shape_of(outcome, place.first * cells.size, place.second * cells.size);
    }
    const auto classes = outcome == Seen::answered ? std::string("point ") : "mark ";
    const std::array<std::string_view, 3> crowds{"", " some", " many"};
    for (std::size_t i = 0; i < paths.size(); ++i) {
        svg.path(paths[i], classes + std::string(class_of(outcome)) + std::string(crowds[i]));
    }
}

void draw_points(Plot& plot, const std::vector<Sample>& samples) {
    const auto panel = plot.next_panel(points_height);
    const auto axis = axis_of(samples, panel);
    plot.begin_panel(panel, "latency of each operation, at the time it began", latency_ticks(axis));
    auto cells = cells_of(samples);
    for (const Sample& sample : samples) {
        cells[static_cast<std::size_t>(sample.outcome)].add(
            plot.time()(static_cast<double>(sample.began.count())),
            axis(static_cast<double>(sample.took.count())));
    }
    for (const auto outcome : {Seen::refused, Seen::answered, Seen::unknown}) {
        draw_outcome(plot.svg(), outcome, cells[static_cast<std::size_t>(outcome)]);
    }
    if (samples.empty()) plot.say(panel, "no operations");
}

/// By the nearest rank; `sorted` is not empty.
Duration quantile_of(const std::vector<Duration>& sorted, double quantile) {
    const auto rank = std::ceil(quantile * static_cast<double>(sorted.size()) - 1e-9);
    return sorted[static_cast<std::size_t>(std::max(1.0, rank)) - 1];
}

std::vector<std::vector<Duration>> windows_of(const std::vector<Sample>& samples, Duration length,
                                              Duration end) {
    std::vector<std::vector<Duration>> windows(static_cast<std::size_t>(end / length) + 1);
    for (const Sample& sample : samples) {
        windows[static_cast<std::size_t>(sample.began / length)].push_back(sample.took);
    }
    for (auto& window : windows) std::sort(window.begin(), window.end());
    return windows;
}

/// Moves labels that would overlap apart, from the lowest up.
void label_ends(Svg& svg, double x, std::array<double, 4> ends) {
    for (std::size_t i = 0; i < ends.size(); ++i) {
        if (i > 0) ends[i] = std::min(ends[i], ends[i - 1] - 13);
        svg.text(x + 6, ends[i] + 4, "", quantile_labels[i]);
    }
}

void draw_quantiles(Plot& plot, const std::vector<Sample>& samples) {
    const auto panel = plot.next_panel(quantiles_height);
    const auto axis = axis_of(samples, panel);
    const auto length =
        window_length(plot.clock().end(), static_cast<int>(std::clamp<std::size_t>(
                                              samples.size() / least_in_window, 10, most_windows)));
    const auto unit =
        plot.clock().recorded() ? duration_text(length) : fmt::format("{} events", length.count());
    plot.begin_panel(panel, fmt::format("quantiles of latency, in windows of {}", unit),
                     latency_ticks(axis));
    const auto windows = windows_of(samples, length, plot.clock().end());
    std::array<double, 4> ends{};
    for (std::size_t i = 0; i < quantiles.size(); ++i) {
        std::string path;
        for (std::size_t w = 0; w < windows.size(); ++w) {
            if (windows[w].empty()) continue;
            const auto from = static_cast<double>(length.count()) * static_cast<double>(w);
            const auto to = from + static_cast<double>(length.count());
            const double y =
                axis(static_cast<double>(quantile_of(windows[w], quantiles[i]).count()));
            const bool begins = path.empty() || (w > 0 && windows[w - 1].empty());
            path += fmt::format("{}{} {}H{}", begins ? "M" : "L", coordinate(plot.time()(from)),
                                coordinate(y), coordinate(plot.time()(to)));
            ends[i] = y;
        }
        plot.svg().path(path, fmt::format("curve q{}", i));
    }
    if (samples.empty()) return plot.say(panel, "no operations");
    label_ends(plot.svg(), panel.right(), ends);
}

}  // namespace

std::string latency_svg(std::span<const history::Operation> operations,
                        const PlotOptions& options) {
    Plot plot(operations, options, "latency");
    const auto samples = samples_of(operations, plot.clock());
    std::vector<LegendEntry> entries;
    for (const auto outcome : all_seen) {
        const auto sample = outcome == Seen::answered  ? std::string("m13 6h0")
                            : outcome == Seen::refused ? "m10 3l6 6m-6 0l6-6"
                                                       : "m13 2l4 8h-8z";
        const auto kind = outcome == Seen::answered ? "point many " : "mark ";
        entries.push_back(
            {sample, kind + std::string(class_of(outcome)), std::string(to_string(outcome))});
    }
    for (std::size_t i = 0; i < quantiles.size(); ++i) {
        entries.push_back({"m0 6h26", fmt::format("curve q{}", i),
                           fmt::format("quantile {}", quantile_names[i])});
    }
    plot.legend(entries);
    if (!plot.clock().recorded()) {
        const auto panel = plot.next_panel(points_height / 2);
        plot.begin_panel(panel, "latency", {});
        plot.say(panel, "the history has no times, so that there are no latencies");
        return plot.file();
    }
    draw_points(plot, samples);
    draw_quantiles(plot, samples);
    return plot.file();
}

}  // namespace sm::report

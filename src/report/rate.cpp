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
#include "report/text.hpp"

namespace sm::report {
namespace {

constexpr int most_windows = 100;
constexpr std::size_t most_panels = 6;
constexpr double panel_height = 150;

/// How many operations ended in each window, by outcome.
struct Rates {
    std::string name;
    std::uint64_t all = 0;
    std::array<std::vector<std::uint32_t>, 3> windows;
};

/// The windows of a run; what would be a short last one belongs to the one before.
struct Windows {
    Duration length{};
    Duration end{};
    std::size_t count = 1;

    explicit Windows(Duration run)
        : length(window_length(run, most_windows)),
          end(run),
          count(std::max<std::size_t>(1, static_cast<std::size_t>(run / length))) {}

    std::size_t of(Duration at) const {
        return std::min(static_cast<std::size_t>(at / length), count - 1);
    }
    double from(std::size_t window) const {
        return static_cast<double>(length.count()) * static_cast<double>(window);
    }
    double to(std::size_t window) const {
        return window + 1 < count ? from(window + 1)
                                  : std::max(static_cast<double>(end.count()), from(window) + 1);
    }
};

void add(Rates& rates, Seen outcome, std::size_t window, const Windows& windows) {
    auto& counts = rates.windows[static_cast<std::size_t>(outcome)];
    counts.resize(windows.count);
    ++counts[window];
    ++rates.all;
}

void merge(Rates& into, const Rates& from, const Windows& windows) {
    into.all += from.all;
    for (std::size_t outcome = 0; outcome < from.windows.size(); ++outcome) {
        const auto& counts = from.windows[outcome];
        if (counts.empty()) continue;
        into.windows[outcome].resize(windows.count);
        for (std::size_t w = 0; w < counts.size(); ++w) into.windows[outcome][w] += counts[w];
    }
}

std::vector<Rates> rates_of(std::span<const history::Operation> operations,
                            const detail::RunClock& clock, const Windows& windows) {
    std::map<std::string, Rates> by_function;
    for (const history::Operation& operation : operations) {
        if (operation.by_nemesis()) continue;
        auto& rates = by_function[operation.function];
        rates.name = operation.function;
        add(rates, seen(operation), windows.of(clock.ended(operation)), windows);
    }
    std::vector<Rates> sorted;
    for (auto& [name, rates] : by_function) sorted.push_back(std::move(rates));
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Rates& a, const Rates& b) { return a.all > b.all; });
    while (sorted.size() > most_panels) {
        const Rates last = std::move(sorted.back());
        sorted.pop_back();
        Rates& rest = sorted[most_panels - 1];
        rest.name += ", " + last.name;
        merge(rest, last, windows);
    }
    return sorted;
}

/// Operations a second; in a history without times, an event.
double rate_of(const Windows& windows, std::size_t window, std::uint32_t count, bool recorded) {
    const double span = windows.to(window) - windows.from(window);
    return count / (recorded ? span / 1e9 : span);
}

void draw(Plot& plot, const Rates& rates, const Windows& windows) {
    const bool recorded = plot.clock().recorded();
    double highest = 0;
    for (const auto& counts : rates.windows) {
        for (std::size_t w = 0; w < counts.size(); ++w) {
            highest = std::max(highest, rate_of(windows, w, counts[w], recorded));
        }
    }
    const auto panel = plot.next_panel(panel_height);
    const Axis axis(Axis::Kind::linear, 0, std::max(highest, 1e-9) * 1.08, panel.bottom(), panel.y);
    plot.begin_panel(
        panel,
        fmt::format("{}: {} operation{}, {}", shortened(rates.name, 200), counted(rates.all),
                    rates.all == 1 ? "" : "s", recorded ? "per second" : "per event"),
        count_ticks(axis, 4));
    for (const auto outcome : all_seen) {
        const auto& counts = rates.windows[static_cast<std::size_t>(outcome)];
        std::string path;
        for (std::size_t w = 0; w < counts.size(); ++w) {
            path += fmt::format("{}{} {}H{}", path.empty() ? "M" : "L",
                                coordinate(plot.time()(windows.from(w))),
                                coordinate(axis(rate_of(windows, w, counts[w], recorded))),
                                coordinate(plot.time()(windows.to(w))));
        }
        plot.svg().path(path, "curve " + std::string(class_of(outcome)));
    }
}

}  // namespace

std::string rate_svg(std::span<const history::Operation> operations, const PlotOptions& options) {
    Plot plot(operations, options, "rate");
    std::vector<LegendEntry> entries;
    for (const auto outcome : all_seen) {
        entries.push_back({"m0 6h26", "curve " + std::string(class_of(outcome)),
                           std::string(to_string(outcome))});
    }
    plot.legend(entries);
    const Windows windows(plot.clock().end());
    const auto rates = rates_of(operations, plot.clock(), windows);
    for (const Rates& of_function : rates) draw(plot, of_function, windows);
    if (rates.empty()) {
        const auto panel = plot.next_panel(panel_height);
        plot.begin_panel(panel, "operations per second", {});
        plot.say(panel, "no operations");
    }
    return plot.file();
}

}  // namespace sm::report

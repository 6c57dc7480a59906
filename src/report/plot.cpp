#include "report/plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/text.hpp"

namespace sm::report {
namespace {

constexpr double sheet_width = 1000;
constexpr double left = 86;
constexpr double right = 64;
constexpr double fault_row = 18;
constexpr double label_size = 11.0 / 12;
constexpr int time_labels = 10;

/// The beginning of a text that is no wider.
std::string cut(std::string_view text, double width) {
    if (width_of(text) <= width) return std::string(text);
    const auto most = static_cast<std::size_t>(std::max(0.0, width / width_of("m") - 1));
    if (most < 3) return {};
    std::string head;
    std::size_t characters = 0;
    for (const char c : text) {
        const bool begins = (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
        if (begins && ++characters > most) break;
        head += c;
    }
    return head + "…";
}

std::string tooltip_of(const history::FaultWindow& window) {
    auto text = window.name;
    if (!window.arguments.is_nothing()) text += " " + shortened(to_string(window.arguments), 2000);
    text += fmt::format("\n{:.3f} s to {:.3f} s", static_cast<double>(window.began.count()) / 1e9,
                        static_cast<double>(window.ended.count()) / 1e9);
    return window.open ? text + ", never undone" : text;
}

}  // namespace

Plot::Plot(std::span<const history::Operation> operations, const PlotOptions& options,
           std::string_view name)
    : clock_(operations),
      windows_(options.faults ? *options.faults : fault_windows(operations)),
      title_(options.title.empty() ? std::string(name)
                                   : fmt::format("{} – {}", options.title, name)),
      svg_(sheet_width),
      time_(Axis::Kind::linear, 0, std::max(1.0, static_cast<double>(clock_.end().count())), left,
            sheet_width - right) {
    for (const history::FaultWindow& window : windows_) {
        if (std::find(names_.begin(), names_.end(), window.name) == names_.end()) {
            names_.push_back(window.name);
        }
    }
    svg_.text(16, 28, "title", cut(title_, sheet_width * 0.7));
    y_ = 44;
}

void Plot::legend(const std::vector<LegendEntry>& entries) {
    constexpr double sample_width = 26;
    double x = 16;
    const auto place = [&](double width) {
        if (x + width > sheet_width - 16) {
            x = 16;
            y_ += 20;
        }
        const double at = x;
        x += width;
        return at;
    };
    for (const LegendEntry& entry : entries) {
        const double at = place(sample_width + 8 + width_of(entry.text) + 24);
        svg_.path(fmt::format("M{} {}{}", coordinate(at), coordinate(y_), entry.sample),
                  entry.classes);
        svg_.text(at + sample_width + 8, y_ + 10, "", entry.text);
    }
    for (std::size_t i = 0; i < names_.size(); ++i) {
        const auto times = std::count_if(windows_.begin(), windows_.end(),
                                         [&](const auto& w) { return w.name == names_[i]; });
        const auto text = cut(fmt::format("fault: {} ({}×)", names_[i], times), 300);
        const double at = place(sample_width + 8 + width_of(text) + 24);
        const Box sample{at, y_, sample_width, 12};
        svg_.box(sample, "fault");
        svg_.hatched(sample, i);
        svg_.text(at + sample_width + 8, y_ + 10, "", text);
    }
    y_ += 26;
    faults();
}

/// A row for those that do not overlap.
void Plot::faults() {
    std::vector<Duration> rows;
    for (const history::FaultWindow& window : windows_) {
        auto row = std::find_if(rows.begin(), rows.end(),
                                [&](Duration until) { return until <= window.began; });
        if (row == rows.end()) row = rows.insert(rows.end(), Duration{});
        *row = std::max(window.ended, window.began + Duration{1});
        fault(window, static_cast<std::size_t>(row - rows.begin()), y_);
    }
    if (rows.empty()) return;
    svg_.text(left - 10, y_ + 12, "end quiet", "faults");
    y_ += static_cast<double>(rows.size()) * fault_row + 4;
}

void Plot::fault(const history::FaultWindow& window, std::size_t row, double y) {
    const double x0 = time_(static_cast<double>(window.began.count()));
    const double x1 = time_(static_cast<double>(window.ended.count()));
    const Box box{x0, y + static_cast<double>(row) * fault_row, std::max(1.5, x1 - x0),
                  fault_row - 3};
    const auto name = std::find(names_.begin(), names_.end(), window.name);
    svg_.box(box, "fault");
    svg_.hatched(box, static_cast<std::size_t>(name - names_.begin()), tooltip_of(window));
    // The letters of labels are smaller.
    const auto label = cut(window.name, (box.width - 8) / label_size);
    if (label.empty()) return;
    svg_.box({box.x + 2, box.y + 1.5, width_of(label) * label_size + 4, box.height - 3}, "plate");
    svg_.text(box.x + 4, box.y + 11, "label", label);
}

Box Plot::next_panel(double height) const {
    return {left, y_ + 22, sheet_width - left - right, height};
}

void Plot::begin_panel(const Box& panel, std::string_view name, const std::vector<Tick>& ticks) {
    for (const history::FaultWindow& window : windows_) {
        const double x0 = time_(static_cast<double>(window.began.count()));
        const double x1 = time_(static_cast<double>(window.ended.count()));
        svg_.box({x0, panel.y, std::max(1.0, x1 - x0), panel.height}, "fault", tooltip_of(window));
    }
    for (const Tick& tick : ticks) {
        svg_.line(panel.x, tick.at, panel.right(), tick.at,
                  tick.label.empty() ? "grid minor" : "grid");
        if (!tick.label.empty()) svg_.text(panel.x - 8, tick.at + 4, "end quiet", tick.label);
    }
    for (const Tick& tick : time_ticks(time_, clock_.recorded(), time_labels)) {
        svg_.line(tick.at, panel.y, tick.at, panel.bottom(), "grid");
        svg_.line(tick.at, panel.bottom(), tick.at, panel.bottom() + 4, "tick");
        svg_.text(tick.at, panel.bottom() + 17, "middle quiet", tick.label);
    }
    svg_.text(panel.x, panel.y - 7, "axis", name);
    svg_.box(panel, "frame");
    y_ = panel.bottom() + 26;
}

void Plot::say(const Box& panel, std::string_view text) {
    svg_.text(panel.x + panel.width / 2, panel.y + panel.height / 2, "middle quiet", text);
}

std::string Plot::file() {
    svg_.text((left + sheet_width - right) / 2, y_ + 10, "middle axis",
              clock_.recorded() ? "time since the start of the run (s)"
                                : "events of the history (no times were recorded)");
    return svg_.file(y_ + 24, title_);
}

Duration window_length(Duration end, int most) {
    const auto span = std::max(1.0, static_cast<double>(end.count()));
    return Duration{std::max<std::int64_t>(1, std::llround(nice_above(span / most)))};
}

}  // namespace sm::report

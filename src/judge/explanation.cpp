#include <sm/judge/explanation.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "judge/bars.hpp"
#include "judge/columns.hpp"

namespace sm {

namespace {

using namespace detail;

constexpr std::string_view kUnmarked = "  ";
constexpr std::string_view kMarked = "✗ ";
constexpr std::size_t kIndent = 2;
constexpr std::size_t kLeastText = 24;    // columns for a call beside its bar
constexpr std::size_t kLeastChange = 12;  // columns for a change beside its call

std::string_view mark_of(const DrawnCall& call) {
    return call.mark == Mark::non_linearizable ? kMarked : kUnmarked;
}

std::string call_text(const DrawnCall& call) {
    const auto arrow = call.outcome.empty() ? "" : " → ";
    return on_one_line(call.command) + arrow + on_one_line(call.outcome);
}

/// Fits the call into the width; the outcome is what is cut last.
std::string call_text(const DrawnCall& call, std::size_t width) {
    const auto whole = call_text(call);
    const auto command = columns(on_one_line(call.command));
    const auto over = columns(whole) - std::min(columns(whole), width);
    constexpr std::size_t enough = 8;
    if (over == 0 || call.outcome.empty() || command < over + enough) return cut(whole, width);
    return cut(on_one_line(call.command), command - over) + " → " + on_one_line(call.outcome);
}

std::optional<std::size_t> non_linearizable(std::span<const DrawnCall> calls) {
    for (std::size_t i = 0; i < calls.size(); ++i) {
        if (calls[i].mark == Mark::non_linearizable) return i;
    }
    return std::nullopt;
}

/// Which of `count` lines to show: a few at the start, and those that lead up to `end`.
std::vector<bool> shown_lines(std::size_t count, std::size_t end, std::size_t limit) {
    std::vector<bool> shown(count, count <= limit);
    if (count <= limit) return shown;
    const auto head = limit / 4;
    const auto tail = std::max<std::size_t>(limit - head, 1);
    for (std::size_t i = 0; i < count; ++i) {
        shown[i] = i < head || (i < end && i + tail >= end);
    }
    return shown;
}

/// Of a long history: the start, what led up to the non-linearizable call, and what was concurrent.
std::vector<bool> shown_calls(std::span<const DrawnCall> calls, std::size_t limit) {
    const auto marked = non_linearizable(calls);
    auto end = calls.size();
    if (marked) {
        end = *marked + 1;
        while (end < calls.size() && calls[end].invoked <= calls[*marked].returned) ++end;
    }
    auto shown = shown_lines(calls.size(), end, limit);
    if (marked) shown[*marked] = true;
    return shown;
}

std::string left_out(std::size_t count) {
    return fmt::format("  … {} call{} not shown\n", count, count == 1 ? "" : "s");
}

/// The lines that are shown, with a count where some are not.
template <class Line>
std::string lines(const std::vector<bool>& shown, Line&& line) {
    std::string text;
    std::size_t hidden = 0;
    for (std::size_t i = 0; i <= shown.size(); ++i) {
        if (i < shown.size() && !shown[i]) {
            ++hidden;
            continue;
        }
        if (hidden > 0) text += left_out(std::exchange(hidden, 0));
        if (i < shown.size()) text += line(i);
    }
    return text;
}

std::string without_end_spaces(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    return line + "\n";
}

std::size_t widest_name(std::span<const DrawnCall> calls) {
    std::size_t widest = 0;
    for (const auto& call : calls) widest = std::max(widest, columns(call.who));
    return widest;
}

/// A bar with text on it, or a plain one.
std::string bar_text(const Bar& bar, const std::string& text) {
    const auto* dash = bar.open ? "╌" : "─";
    const auto inner = bar.end - bar.begin - (bar.open ? 0 : 1);
    std::string middle;
    if (text.empty()) {
        middle = repeated(dash, inner);
    } else {
        const auto dashes = inner - columns(text) - 2;
        const auto left = bar.open ? 0 : dashes / 2;
        middle = repeated(dash, left) + " " + text + " " + repeated(dash, dashes - left);
    }
    return "├" + middle + (bar.open ? "" : "┤");
}

std::vector<DrawnCall> selected(std::span<const DrawnCall> calls, const std::vector<bool>& shown) {
    std::vector<DrawnCall> few;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        if (shown[i]) few.push_back(calls[i]);
    }
    return few;
}

/// One line a call: its name, its bar, and what stands to the right.
struct Picture {
    Bars bars;
    std::vector<std::string> on_bars;
    std::vector<std::string> beside;
};

std::string render(std::span<const DrawnCall> few, const Picture& picture, std::size_t place) {
    const auto& bar = picture.bars.bars[place];
    const auto drawing = std::string(bar.begin, ' ') + bar_text(bar, picture.on_bars[place]);
    auto line = std::string(mark_of(few[place])) + padded(few[place].who, widest_name(few)) + "  ";
    line += padded(drawing, picture.bars.width) + "  " + picture.beside[place];
    return without_end_spaces(line);
}

/// With the calls on the bars, if that is not too wide.
std::optional<Picture> wide_picture(std::span<const DrawnCall> few, std::size_t width) {
    Picture picture;
    std::vector<std::size_t> lengths;
    for (const auto& call : few) {
        picture.on_bars.push_back(call_text(call));
        lengths.push_back(columns(picture.on_bars.back()) + 4);
    }
    picture.beside.resize(few.size());
    picture.bars = wide_bars(few, lengths);
    if (picture.bars.width > width) return std::nullopt;
    return picture;
}

/// With the calls beside the bars.
std::optional<Picture> short_picture(std::span<const DrawnCall> few, std::size_t width) {
    Picture picture;
    picture.bars = short_bars(few);
    if (picture.bars.width + 2 + kLeastText > width) return std::nullopt;
    const auto left = width - picture.bars.width - 2;
    picture.on_bars.resize(few.size());
    for (const auto& call : few) picture.beside.push_back(call_text(call, left));
    return picture;
}

std::string change_of(std::span<const LinearizedCall> changes, std::size_t call) {
    for (const auto& each : changes) {
        if (each.call == call) return on_one_line(each.change);
    }
    return {};
}

/// Lines of a call and a change each, the changes one below the other where there is limits.
class Table {
 public:
    Table(std::span<const DrawnCall> calls, std::span<const std::size_t> order, std::size_t width)
        : left_(width) {
        std::size_t widest = 0;
        for (const auto call : order) widest = std::max(widest, columns(call_text(calls[call])));
        calls_ = std::min(widest, left_ - std::min(left_, kLeastChange + 2));
    }

    std::string row(const DrawnCall& call, const std::string& change) const {
        if (change.empty()) return call_text(call, left_);
        return padded(call_text(call, calls_), calls_) + "  " + cut(change, left_ - calls_ - 2);
    }

 private:
    std::size_t left_;
    std::size_t calls_;
};

bool one_after_the_other(std::span<const DrawnCall> calls) {
    for (std::size_t i = 1; i < calls.size(); ++i) {
        const bool ended = calls[i - 1].returned < calls[i].invoked;
        if (!ended || calls[i].who != calls[0].who) return false;
    }
    return true;
}

std::string order_of(const Explanation& all, const TextLimits& limits) {
    const auto& prefix = all.prefix;
    if (prefix.empty()) return {};
    const auto shown = shown_lines(prefix.size(), prefix.size(), limits.calls);
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < prefix.size(); ++i) {
        if (shown[i]) order.push_back(prefix[i].call);
    }
    const auto digits = std::to_string(prefix.size()).size();
    const auto names = widest_name(all.calls);
    const auto taken = 2 * kIndent + digits + 2 + names + 2;
    const Table table(all.calls, order, limits.width - std::min(limits.width, taken));
    return "  in this order:\n" + lines(shown, [&](std::size_t i) {
               const auto& call = all.calls[prefix[i].call];
               return without_end_spaces(fmt::format("    {:>{}}  {}  {}", i + 1, digits,
                                                     padded(call.who, names),
                                                     table.row(call, prefix[i].change)));
           });
}

/// Up to which call an order was found, and why that call cannot be the next.
std::string end_of(const Explanation& all, bool concurrent) {
    const auto marked = non_linearizable(all.calls);
    if (!marked) return {};
    const auto command = on_one_line(all.calls[*marked].command);
    const auto name = command.substr(0, command.find('{'));
    const auto place = fmt::format("  {} {}", concurrent ? "linearized up to" : "at", name);
    if (all.refusals.empty()) return place + "\n";
    if (all.refusals.size() == 1) return fmt::format("{}: {}\n", place, all.refusals[0]);
    auto text = place + ", which no possible state of the model allows:\n";
    for (const auto& refusal : all.refusals) text += "    " + refusal + "\n";
    return text;
}

}  // namespace

std::string drawn(std::span<const DrawnCall> calls, const TextLimits& limits) {
    for (auto limit = limits.calls;; limit = limit * 3 / 4) {
        const auto shown = shown_calls(calls, limit);
        const auto few = selected(calls, shown);
        const auto taken = std::min(limits.width, kIndent + widest_name(few) + 2);
        auto picture = wide_picture(few, limits.width - taken);
        if (!picture) picture = short_picture(few, limits.width - taken);
        if (!picture && limit <= 1) return listed(calls, {}, limits);
        if (!picture) continue;
        std::size_t place = 0;
        return lines(shown, [&](std::size_t) { return render(few, *picture, place++); });
    }
}

std::string listed(std::span<const DrawnCall> calls, std::span<const LinearizedCall> changes,
                   const TextLimits& limits) {
    const auto shown = shown_calls(calls, limits.calls);
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        if (shown[i]) order.push_back(i);
    }
    const auto digits = std::to_string(calls.size()).size();
    const auto taken = std::min(limits.width, kIndent + digits + 2);
    const Table table(calls, order, limits.width - taken);
    return lines(shown, [&](std::size_t i) {
        return without_end_spaces(fmt::format("{}{:>{}}  {}", mark_of(calls[i]), i + 1, digits,
                                              table.row(calls[i], change_of(changes, i))));
    });
}

std::string to_string(const Explanation& explanation, const TextLimits& limits) {
    if (one_after_the_other(explanation.calls)) {
        return listed(explanation.calls, explanation.prefix, limits) + "\n" +
               end_of(explanation, false);
    }
    return drawn(explanation.calls, limits) + "\n" + end_of(explanation, true) +
           order_of(explanation, limits);
}

}  // namespace sm

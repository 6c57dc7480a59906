#include "judge/bars.hpp"

#include <algorithm>
#include <tuple>

namespace sm::detail::inline judge {

namespace {

constexpr auto kOpen = std::numeric_limits<std::int64_t>::max();

/// A beginning or an end; at one timestamp beginnings come first, as closed intervals then overlap.
struct Event {
    std::int64_t timestamp;
    bool is_end;
    std::size_t call;

    auto key() const { return std::tuple(timestamp, is_end, call); }
};

std::vector<Event> events(std::span<const DrawnCall> calls) {
    std::vector<Event> events;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        events.push_back({calls[i].invoked, false, i});
        if (calls[i].returned != kOpen) events.push_back({calls[i].returned, true, i});
    }
    std::sort(events.begin(), events.end(),
              [](const Event& a, const Event& b) { return a.key() < b.key(); });
    return events;
}

void close_open_ones(std::span<const DrawnCall> calls, const std::vector<std::size_t>& lengths,
                     Bars& laid) {
    for (std::size_t i = 0; i < calls.size(); ++i) {
        if (calls[i].returned != kOpen) continue;
        auto& bar = laid.bars[i];
        bar.open = true;
        laid.width = std::max(laid.width, bar.begin + lengths[i]);
    }
    for (auto& bar : laid.bars) {
        if (bar.open) bar.end = laid.width - 1;
    }
}

}  // namespace

Bars wide_bars(std::span<const DrawnCall> calls, const std::vector<std::size_t>& lengths) {
    Bars laid{std::vector<Bar>(calls.size()), 0};
    const auto all = events(calls);
    for (std::size_t i = 0; i < all.size();) {
        // All events of one sort at one timestamp share a column.
        auto last = i;
        auto column = laid.width;
        if (i > 0 && all[i - 1].is_end && !all[i].is_end) column += 2;
        if (i > 0 && all[i - 1].timestamp == all[i].timestamp) --column;
        for (; last < all.size() && std::tie(all[last].timestamp, all[last].is_end) ==
                                        std::tie(all[i].timestamp, all[i].is_end);
             ++last) {
            const auto call = all[last].call;
            if (all[i].is_end) column = std::max(column, laid.bars[call].begin + lengths[call] - 1);
        }
        for (; i < last; ++i) {
            auto& bar = laid.bars[all[i].call];
            (all[i].is_end ? bar.end : bar.begin) = column;
        }
        laid.width = column + 1;
    }
    close_open_ones(calls, lengths, laid);
    return laid;
}

Bars short_bars(std::span<const DrawnCall> calls) {
    Bars laid{std::vector<Bar>(calls.size()), 0};
    const auto all = events(calls);
    for (std::size_t i = 0; i < all.size(); ++i) {
        // Calls that begin one after the other, before any ends, might as well begin together.
        if (i == 0 || all[i].is_end != all[i - 1].is_end) ++laid.width;
        auto& bar = laid.bars[all[i].call];
        (all[i].is_end ? bar.end : bar.begin) = laid.width - 1;
    }
    close_open_ones(calls, std::vector<std::size_t>(calls.size(), 2), laid);
    return laid;
}

}  // namespace sm::detail::inline judge

#include "history/event_order.hpp"

#include <sm/base/misuse.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ostream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace sm::detail::inline history {
namespace {

/// A begin or an end, as an order of events has it.
struct Moment {
    Timestamp timestamp = 0;
    int rank = 0;  ///< among those of the same timestamp
    std::size_t operation = 0;
    bool is_end = false;
};

/// Who does one thing after the other: a client, or a nemesis with its faults of one name.
std::pair<std::int64_t, std::string> actor(const Operation& operation) {
    return {operation.process, operation.by_nemesis() ? operation.function : std::string()};
}

std::vector<std::size_t> by_invocation(std::span<const Operation> operations) {
    std::vector<std::size_t> order(operations.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return operations[a].invoked < operations[b].invoked;
    });
    return order;
}

/// Begins and ends in an order that keeps what is concurrent so where timestamps are equal: calls
/// begin, then others end, and then those of the same processes begin.
std::vector<Moment> moments(std::span<const Operation> operations) {
    std::map<std::pair<std::int64_t, std::string>, Moment> last_ends;
    std::vector<Moment> all;
    for (const std::size_t i : by_invocation(operations)) {
        const Operation& operation = operations[i];
        const auto [at, first] = last_ends.try_emplace(actor(operation));
        Moment& last = at->second;
        if (!first && last.timestamp > operation.invoked) misuse_busy(operation);
        const bool follows = !first && last.timestamp == operation.invoked;
        const int rank = follows ? last.rank + 1 : 0;
        all.push_back({operation.invoked, rank, i, false});
        const bool at_once = operation.returned == operation.invoked;
        last = {operation.returned, at_once ? rank + 1 : 1, i, true};
        if (!operation.indeterminate()) {
            all.push_back(last);
        } else {
            last.timestamp = operation.by_nemesis() ? operation.invoked : never;
        }
    }
    std::stable_sort(all.begin(), all.end(), [](const Moment& a, const Moment& b) {
        return std::tie(a.timestamp, a.rank) < std::tie(b.timestamp, b.rank);
    });
    return all;
}

bool has_info(const Operation& operation) {
    return operation.indeterminate() && !operation.by_nemesis() &&
           (operation.ended != Duration{} || !operation.error.is_nothing());
}

/// The clients that gave up, by when they did; those who did at no known time are last.
std::vector<std::size_t> given_up(std::span<const Operation> operations) {
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        if (has_info(operations[i])) all.push_back(i);
    }
    const auto when = [&](std::size_t i) {
        return std::pair(operations[i].ended == Duration{}, operations[i].ended);
    };
    std::stable_sort(all.begin(), all.end(),
                     [&](std::size_t a, std::size_t b) { return when(a) < when(b); });
    return all;
}

}  // namespace

void misuse_busy(const Operation& operation) {
    throw Misuse(
        fmt::format("process {} begins \"{}\" and is still in another operation; give whoever goes "
                    "on beside it, or after one of unknown outcome, another number",
                    operation.process, operation.function));
}

void for_each_event(std::span<const Operation> operations,
                    const std::function<void(std::size_t, bool)>& event) {
    const auto lost = given_up(operations);
    auto next_lost = lost.begin();
    std::vector<bool> begun(operations.size());
    const auto end_lost = [&](Duration until, bool all) {
        for (; next_lost != lost.end(); ++next_lost) {
            const Operation& operation = operations[*next_lost];
            const bool due = operation.ended != Duration{} && operation.ended < until;
            if (!begun[*next_lost] || (!due && !all)) return;
            event(*next_lost, true);
        }
    };
    for (const Moment& moment : moments(operations)) {
        const Operation& operation = operations[moment.operation];
        end_lost(moment.is_end ? operation.ended : operation.began, false);
        begun[moment.operation] = true;
        event(moment.operation, moment.is_end);
    }
    end_lost({}, true);
}

void write_events(std::ostream& out, std::span<const Operation> operations,
                  const Notation& notation) {
    std::string line(notation.header);
    std::int64_t index = 0;
    out << line;
    for_each_event(operations, [&](std::size_t place, bool is_end) {
        line.clear();
        const Operation& operation = operations[place];
        notation.add(line, is_end ? completion_of(operation) : invocation_of(operation), index++);
        out.write(line.data(), static_cast<std::streamsize>(line.size()));
    });
}

}  // namespace sm::detail::inline history

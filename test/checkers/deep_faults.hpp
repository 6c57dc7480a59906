#pragma once
/// Faults of several values: each two of them are linearizable, all together cannot.

#include <sm/history/operation.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace deep {

using sm::Timestamp;
using sm::history::Operation;
using sm::history::Operations;
using sm::history::Value;

inline Operation answered(Timestamp invoked, Timestamp returned, std::string function, Value value,
                          Value answer = {}) {
    Operation operation;
    operation.process = invoked;  // all different
    operation.function = std::move(function);
    operation.value = std::move(value);
    operation.answer = std::move(answer);
    operation.ending = sm::Ending::answered;
    operation.invoked = invoked;
    operation.returned = returned;
    return operation;
}

/// Above all values of the runs in which a fault is planted.
inline constexpr std::int64_t kHigh = std::int64_t{1} << 62;

/// While the least value is taken out there is always a greater one, but never the same one.
inline Operations greater_ones_by_turns() {
    const auto low = Value::integer(kHigh + 1);
    const auto middle = Value::integer(kHigh + 2);
    const auto high = Value::integer(kHigh + 3);
    return {answered(1, 2, "insert", low),
            answered(3, 4, "insert", high),
            answered(6, 20, "extract-max", {}, low),
            answered(8, 11, "insert", middle),
            answered(12, 13, "extract-max", {}, high),
            answered(21, 22, "extract-max", {}, middle)};
}

/// The lowest of a stack is taken out while one or the other lies above it; which of these was
/// pushed first is open as long as one looks at two of the three only.
inline Operations covered_by_turns() {
    const auto lowest = Value::integer(kHigh + 1);
    const auto one = Value::integer(kHigh + 2);
    const auto other = Value::integer(kHigh + 3);
    return {answered(1, 2, "push", lowest),   answered(3, 11, "push", other),
            answered(4, 5, "push", one),      answered(6, 20, "pop", {}, lowest),
            answered(12, 13, "pop", {}, one), answered(21, 22, "pop", {}, other)};
}

/// Of ten cas at once as many lead away from 5 as back to it; and then it is another value.
inline Operations circle_that_does_not_close() {
    const auto five = Value::integer(5);
    const auto six = Value::integer(6);
    Operations all{answered(1, 2, "write", five)};
    for (Timestamp i = 0; i < 5; ++i) {
        all.push_back(answered(3 + i, 20, "cas", Value::list({five, six}), Value::boolean(true)));
        all.push_back(answered(8 + i, 20, "cas", Value::list({six, five}), Value::boolean(true)));
    }
    std::sort(all.begin(), all.end(),
              [](const auto& a, const auto& b) { return a.invoked < b.invoked; });
    all.push_back(answered(21, 22, "read", {}, six));
    return all;
}

/// The history with the fault just before the operation at the place, when nothing may be under way
/// but what never returns.
inline Operations with_in_the_middle(Operations history, std::size_t place,
                                     const Operations& fault) {
    constexpr Timestamp room = 100;
    const auto begin = history[place].invoked;
    const auto later = [&](Timestamp timestamp) {
        return timestamp == sm::never || timestamp < begin ? timestamp : timestamp + room;
    };
    for (auto& operation : history) {
        operation.invoked = later(operation.invoked);
        operation.returned = later(operation.returned);
    }
    for (auto operation : fault) {
        operation.process += static_cast<std::int64_t>(history.size());
        operation.invoked += begin;
        operation.returned += begin;
        history.push_back(std::move(operation));
    }
    std::stable_sort(history.begin(), history.end(),
                     [](const auto& a, const auto& b) { return a.invoked < b.invoked; });
    return history;
}

}  // namespace deep

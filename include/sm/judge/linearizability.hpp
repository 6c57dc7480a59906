#pragma once
/// Whether some order of the calls of a history, true to real time, explains their answers.

#include <sm/judge/detail/model_space.hpp>
#include <sm/judge/judged.hpp>

#include <map>
#include <utility>
#include <vector>

namespace sm {
namespace detail {

/// Judges the entries at these places of the history on a model of their own.
template <class Cmd>
Judged<Cmd> linearizable_part(const History<Cmd>& history, const std::vector<std::size_t>& places,
                              const Bounds& bounds) {
    std::vector<const Entry<Cmd>*> entries;
    std::vector<Interval> intervals;
    CallKinds<Cmd> kinds;
    for (const std::size_t place : places) entries.push_back(&history.entries[place]);
    for (const auto* entry : entries) {
        const auto call = static_cast<CallId>(intervals.size());
        intervals.push_back(interval_of(*entry, kinds.of(*entry, call, entries)));
    }
    ModelSpace<Cmd> space(history.initial, entries);
    const SearchResult found = linearize(intervals, space, bounds);
    Judged<Cmd> judged{{found.verdict, found.reason}};
    if (found.verdict == Verdict::unknown) judged.failure = Failure::undecided;
    for (const CallId call : found.order) judged.explained.push_back(places[call]);
    if (found.impasse) {
        judged.failure = Failure::wrong_answer;
        judged.culprit = places[found.impasse->call];
        for (const CallId call : found.impasse->order) judged.explained.push_back(places[call]);
        judged.before = space.model(found.impasse->state);
    }
    return judged;
}

template <class Cmd>
auto partition_of(const Entry<Cmd>& entry) {
    return std::visit(
        [](const auto& call) {
            using C = std::remove_cvref_t<decltype(call.command)>;
            return C::partition(call.command);
        },
        entry.call);
}

template <class Cmd>
Judged<Cmd> linearizable_by_key(const History<Cmd>& history, const std::vector<std::size_t>& places,
                                const Bounds& bounds) {
    using Key = decltype(partition_of(history.entries.front()));
    std::map<Key, std::vector<std::size_t>> parts;
    for (const std::size_t place : places)
        parts[partition_of(history.entries[place])].push_back(place);
    Judged<Cmd> worst;
    for (const auto& [key, part] : parts) {
        auto judged = linearizable_part(history, part, bounds);
        if (judged.judgement.verdict > worst.judgement.verdict) worst = std::move(judged);
        if (worst.judgement.verdict == Verdict::invalid) break;
    }
    return worst;
}

}  // namespace detail

/// Judges a history of any number of workers, calls of unknown outcome included. Commands that all
/// have a `partition` are judged key by key, which is sound where calls of different keys do not
/// meet in the model.
template <class Cmd>
Judged<Cmd> linearizable(const History<Cmd>& history, const JudgeBounds& bounds = {}) {
    detail::Bounds inner;
    inner.memory = bounds.memory;
    inner.time = bounds.time;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < history.entries.size(); ++i) {
        if (detail::has_effect(history.entries[i])) places.push_back(i);
    }
    if constexpr (Commands<Cmd>::Parts::all_partition) {
        return detail::linearizable_by_key(history, places, inner);
    } else {
        return detail::linearizable_part(history, places, inner);
    }
}

}  // namespace sm

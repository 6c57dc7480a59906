#include <sm/judge/linearizability.hpp>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <limits>
#include <numeric>
#include <unordered_map>
#include <utility>
#include <vector>

#include "judge/model_space.hpp"

namespace sm::detail {
namespace {

using Places = std::vector<std::size_t>;

/// Judges the entries at these places of the history on a model of their own.
AnyJudged judge_part(const AnyHistory& history, const Places& places, const Vocabulary& vocabulary,
                     const Bounds& bounds) {
    std::deque<const AnyEntry*> entries;
    std::vector<Interval> intervals;
    CallKinds kinds;
    for (const std::size_t place : places) {
        const auto call = static_cast<CallId>(entries.size());
        entries.push_back(&history.entries[place]);
        intervals.push_back(interval_of(*entries.back(), kinds.of(call, entries)));
    }
    ModelSpace space(history.initial, entries, vocabulary);
    const SearchResult found = linearize(intervals, space, bounds);
    AnyJudged judged{{found.verdict, found.reason}};
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

/// The places by the parts that their commands belong to, in the order in which the parts appear.
std::vector<Places> by_part(const AnyHistory& history, const Places& places) {
    std::vector<Places> parts;
    std::vector<Any> keys;
    std::unordered_multimap<std::uint64_t, std::size_t> known;
    for (const std::size_t place : places) {
        const AnyEntry& entry = history.entries[place];
        Any key = entry.type->partition(entry.command.data());
        const auto mixed = key.hash();
        auto [at, last] = known.equal_range(mixed);
        while (at != last && !equal_values(keys[at->second], key)) ++at;
        if (at == last) {
            at = known.emplace(mixed, parts.size());
            parts.emplace_back();
            keys.push_back(std::move(key));
        }
        parts[at->second].push_back(place);
    }
    return parts;
}

/// One order of the calls of all parts that keeps the order of each. It is true to real time, as
/// each call has its place no earlier than it began, and no later than it returned.
Places merged(const AnyHistory& history, const std::vector<Places>& orders) {
    std::vector<std::pair<Stamp, std::size_t>> placed;
    for (const Places& order : orders) {
        Stamp at = std::numeric_limits<Stamp>::min();
        for (const std::size_t place : order) {
            at = std::max(at, history.entries[place].invoked);
            placed.emplace_back(at, place);
        }
    }
    std::stable_sort(placed.begin(), placed.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    Places places;
    for (const auto& [at, place] : placed) places.push_back(place);
    return places;
}

/// Judges parts one after another until one is invalid. They share the time: each has an equal part
/// of it at first, those that need more what the others have left.
class Parts {
 public:
    Parts(const AnyHistory& history, const Vocabulary& vocabulary, const Bounds& bounds)
        : history_(history),
          vocabulary_(vocabulary),
          bounds_(bounds),
          clock_(bounds.clock == nullptr ? steady() : *bounds.clock),
          began_(clock_.now()) {}

    std::vector<AnyJudged> judge(const std::vector<Places>& parts) {
        std::vector<AnyJudged> judged(parts.size());
        std::vector<std::size_t> open(parts.size());
        std::iota(open.begin(), open.end(), 0);
        for (const bool last : {false, true}) {
            std::vector<std::size_t> undecided;
            for (std::size_t i = 0; i < open.size(); ++i) {
                const auto sharing = static_cast<std::int64_t>(open.size() - i);
                Bounds share = bounds_;
                share.time = left() / (last ? sharing : sharing + 1);
                if (last && share.time <= Duration::zero()) return judged;
                AnyJudged& one = judged[open[i]];
                one = judge_part(history_, parts[open[i]], vocabulary_, share);
                if (one.judgement.verdict == Verdict::invalid) return judged;
                if (one.judgement.verdict == Verdict::unknown) undecided.push_back(open[i]);
            }
            open = std::move(undecided);
        }
        return judged;
    }

 private:
    Duration left() const {
        return std::max(bounds_.time - (clock_.now() - began_), Duration::zero());
    }

    const AnyHistory& history_;
    const Vocabulary& vocabulary_;
    const Bounds& bounds_;
    const Clock& clock_;
    Duration began_;
};

AnyJudged judge_parts(const AnyHistory& history, const Places& places, const Vocabulary& vocabulary,
                      const Bounds& bounds) {
    AnyJudged worst;
    std::vector<Places> orders;
    for (auto& judged : Parts(history, vocabulary, bounds).judge(by_part(history, places))) {
        if (judged.judgement.verdict > worst.judgement.verdict) worst = std::move(judged);
        orders.push_back(std::move(judged.explained));
    }
    if (worst.judgement.verdict == Verdict::valid) worst.explained = merged(history, orders);
    return worst;
}

}  // namespace

AnyJudged linearizable(const AnyHistory& history, const Vocabulary& vocabulary,
                       const JudgeBounds& bounds) {
    Bounds inner;
    inner.memory = bounds.memory;
    inner.time = bounds.time;
    inner.clock = bounds.clock;
    Places places;
    for (std::size_t i = 0; i < history.entries.size(); ++i) {
        if (has_effect(history.entries[i])) places.push_back(i);
    }
    return vocabulary.is_partitioned ? judge_parts(history, places, vocabulary, inner)
                                     : judge_part(history, places, vocabulary, inner);
}

}  // namespace sm::detail

#include <sm/judge/linearizability.hpp>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <deque>
#include <limits>
#include <numeric>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/all_cores.hpp"
#include "judge/allows.hpp"
#include "judge/model_space.hpp"
#include "search/core.hpp"

namespace sm::detail::inline judge {
namespace {

using Places = std::vector<std::size_t>;

/// The entries at these places of the history, as calls of a model of their own.
struct Part {
    std::deque<const AnyEntry*> entries;
    std::vector<Interval> intervals;
    ModelSpace space;

    Part(const AnyHistory& history, const Places& places, const Vocabulary& vocabulary)
        : space(history.initial, entries, vocabulary) {
        CallKinds kinds;
        for (const std::size_t place : places) {
            const auto call = static_cast<CallId>(entries.size());
            entries.push_back(&history.entries[place]);
            intervals.push_back(interval_of(*entries.back(), kinds.of(call, entries)));
        }
    }
};

AnyCheckedHistory judge_part(const AnyHistory& history, const Places& places,
                             const Vocabulary& vocabulary, const Limits& limits,
                             std::size_t most_states = unlimited) {
    Part part(history, places, vocabulary);
    return checked(linearize(part.intervals, part.space, limits, most_states), places, part.space);
}

/// The core of a part; none if it is not invalid.
Places core_of_part(const AnyHistory& history, const Places& places, const Vocabulary& vocabulary,
                    const Limits& limits) {
    Part part(history, places, vocabulary);
    const SearchResult found = linearize(part.intervals, part.space, limits);
    Places core;
    if (!found.counterexample) return core;
    for (const CallId call :
         minimal_core(part.intervals, part.space, *found.counterexample, {}, limits).calls) {
        core.push_back(places[call]);
    }
    return core;
}

/// The places by the parts that their commands belong to, in the order in which the parts appear.
/// What says nothing belongs to each, and is a part of its own at the end.
std::vector<Places> by_part(const AnyHistory& history, const Places& places) {
    std::vector<Places> parts;
    Places silent;
    std::vector<Any> keys;
    std::unordered_multimap<std::uint64_t, std::size_t> known;
    for (const std::size_t place : places) {
        const AnyEntry& entry = history.entries[place];
        if (entry.type->partition == nullptr) {
            silent.push_back(place);
            continue;
        }
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
    if (!silent.empty()) parts.push_back(std::move(silent));
    return parts;
}

/// One order of the calls of all parts that keeps the order of each. It is that respects real-time
/// order, as each call has its place no earlier than it began, and no later than it returned.
Places merged(const AnyHistory& history, const std::vector<Places>& orders) {
    std::vector<std::pair<Timestamp, std::size_t>> placed;
    for (const Places& order : orders) {
        Timestamp at = std::numeric_limits<Timestamp>::min();
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

/// Judges parts until one is invalid: the first that is, as if they were judged one after another.
///
/// They share the time: each has an equal part of it at first, those that need more what the others
/// have left. Few calls are not worth a thread, and mostly decided at once; so they get a first try
/// that is short. What is not decided then goes to all cores, which share the memory; and what
/// needs more memory than that comes last, alone.
class Parts {
 public:
    Parts(const AnyHistory& history, const std::vector<Places>& parts, const Vocabulary& vocabulary,
          const Limits& limits)
        : history_(history),
          parts_(parts),
          vocabulary_(vocabulary),
          limits_(limits),
          clock_(limits.clock == nullptr ? steady() : *limits.clock),
          began_(clock_.now()),
          judged_(parts.size()) {}

    std::vector<AnyCheckedHistory> judge() {
        open_.resize(parts_.size());
        std::iota(open_.begin(), open_.end(), std::size_t{0});
        std::size_t calls = 0;
        for (const Places& part : parts_) calls += part.size();
        const auto cores = cores_for(parts_.size());
        if (calls < kWorthThreads && !turn({1, kFirstTry, true})) return std::move(judged_);
        if (cores > 1 && !turn({cores, unlimited, true})) return std::move(judged_);
        turn({1, unlimited, false});
        return std::move(judged_);
    }

 private:
    static constexpr std::size_t kWorthThreads = 5'000;
    static constexpr std::size_t kFirstTry = 20'000;  // states

    struct Turn {
        std::size_t cores;
        std::size_t most_states;
        bool others_follow;
    };

    /// Judges the parts that are open, and keeps those that still are; false when all is over.
    bool turn(const Turn& turn) {
        std::atomic<std::size_t> first_invalid = parts_.size();
        on_cores(turn.cores, open_.size(), [&](std::size_t i) {
            const auto part = open_[i];
            if (part > first_invalid) return;
            const auto share = share_of(turn, open_.size() - i);
            if (share.time <= Duration::zero() && !turn.others_follow) return;
            judged_[part] =
                judge_part(history_, parts_[part], vocabulary_, share, turn.most_states);
            if (judged_[part].conclusion.verdict != Verdict::invalid) return;
            auto first = first_invalid.load();
            while (part < first && !first_invalid.compare_exchange_weak(first, part)) {
            }
        });
        if (first_invalid < parts_.size()) {
            judged_.resize(first_invalid + 1);  // the others may not have been looked at
            return false;
        }
        std::erase_if(open_, [&](std::size_t part) {
            return judged_[part].conclusion.verdict != Verdict::unknown;
        });
        return !open_.empty();
    }

    Limits share_of(const Turn& turn, std::size_t waiting) const {
        const auto rounds = (waiting + turn.cores - 1) / turn.cores;
        Limits share = limits_;
        share.memory = limits_.memory / turn.cores;
        share.time = left() / static_cast<std::int64_t>(rounds + (turn.others_follow ? 1 : 0));
        return share;
    }

    Duration left() const {
        return std::max(limits_.time - (clock_.now() - began_), Duration::zero());
    }

    const AnyHistory& history_;
    const std::vector<Places>& parts_;
    const Vocabulary& vocabulary_;
    const Limits& limits_;
    const Clock& clock_;
    Duration began_;
    std::vector<AnyCheckedHistory> judged_;
    std::vector<std::size_t> open_;
};

AnyCheckedHistory judge_parts(const AnyHistory& history, const Places& places,
                              const Vocabulary& vocabulary, const Limits& limits) {
    AnyCheckedHistory worst;
    std::vector<Places> orders;
    const auto parts = by_part(history, places);
    for (auto& judged : Parts(history, parts, vocabulary, limits).judge()) {
        if (judged.conclusion.verdict > worst.conclusion.verdict) {
            worst = std::move(judged);
        } else {
            orders.push_back(std::move(judged.linearized));
        }
    }
    if (worst.conclusion.verdict == Verdict::valid) worst.linearized = merged(history, orders);
    return worst;
}

Places with_effect(const AnyHistory& history) {
    Places places;
    for (std::size_t i = 0; i < history.entries.size(); ++i) {
        if (has_effect(history.entries[i])) places.push_back(i);
    }
    return places;
}

}  // namespace

AnyCheckedHistory linearizable(const AnyHistory& history, const Vocabulary& vocabulary,
                               const Limits& limits) {
    const auto places = with_effect(history);
    return vocabulary.is_partitioned ? judge_parts(history, places, vocabulary, limits)
                                     : judge_part(history, places, vocabulary, limits);
}

std::vector<std::size_t> core(const AnyHistory& history, const Vocabulary& vocabulary,
                              std::size_t violation, const Limits& limits) {
    const auto places = with_effect(history);
    if (!vocabulary.is_partitioned) {
        return core_of_part(history, places, vocabulary, limits);
    }
    for (const Places& part : by_part(history, places)) {
        if (std::find(part.begin(), part.end(), violation) == part.end()) continue;
        return core_of_part(history, part, vocabulary, limits);
    }
    return {};
}

}  // namespace sm::detail::inline judge

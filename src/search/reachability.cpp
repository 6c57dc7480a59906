#include "search/reachability.hpp"

#include <algorithm>
#include <map>

namespace sm::detail::inline search {

Reachability::Reachability(std::span<const Interval> calls, const std::vector<Kind>& kinds,
                           StateId initial, Memo& memo)
    : calls_(calls), kinds_(kinds), memo_(&memo) {
    for (CallId call = 0; call < kinds_.size(); ++call) {
        if (kinds_[call] == examples_.size()) examples_.push_back(call);
    }
    found(initial, 0);
}

void Reachability::found(StateId state, std::uint32_t depth) {
    if (state >= known_.size()) known_.resize(state + std::size_t{1});
    if (known_[state]) return;
    too_many_ = too_many_ || depth > kDeepest || states_.size() == kMostStates;
    known_[state] = true;
    states_.push_back(state);
    depths_.push_back(depth);
}

Reachability::Outcome Reachability::run(std::size_t steps, Watch& watch) {
    for (; !too_many_ && next_ < states_.size(); --steps) {
        if (steps == 0 || (steps % kBetweenMeasures == 0 && !watch.in_time()))
            return Outcome::going;
        const auto to = step(states_[next_], next_kind_);
        if (to != kNoState) found(to, depths_[next_] + 1);
        if (++next_kind_ == examples_.size()) {
            next_kind_ = 0;
            ++next_;
        }
    }
    return too_many_ ? Outcome::too_many : Outcome::closed;
}

bool Reachability::reads(Kind kind) const {
    return std::all_of(states_.begin(), states_.end(), [&](StateId from) {
        const auto to = step(from, kind);
        return to == kNoState || to == from;
    });
}

bool Reachability::alike(Kind a, Kind b) const {
    return std::all_of(states_.begin(), states_.end(),
                       [&](StateId from) { return step(from, a) == step(from, b); });
}

std::uint64_t Reachability::print(Kind kind) const {
    std::uint64_t print = 0;
    for (const auto from : states_) print = mixed(print + step(from, kind) + 1);
    return print;
}

std::vector<Interval> Reachability::calls() const {
    std::vector<bool> only_reads;
    for (Kind kind = 0; kind < examples_.size(); ++kind) only_reads.push_back(reads(kind));
    std::vector<Interval> calls(calls_.begin(), calls_.end());
    for (CallId call = 0; call < calls.size(); ++call) {
        if (only_reads[kinds_[call]]) calls[call].read_only = true;
    }
    return calls;
}

std::vector<Kind> Reachability::kinds() const {
    std::map<std::pair<bool, std::uint64_t>, std::vector<Kind>> by_print;
    std::vector<Kind> same;
    for (Kind kind = 0; kind < examples_.size(); ++kind) {
        auto& others = by_print[{calls_[examples_[kind]].optional, print(kind)}];
        const auto twin = std::find_if(others.begin(), others.end(),
                                       [&](Kind other) { return alike(kind, other); });
        same.push_back(twin == others.end() ? kind : *twin);
        if (twin == others.end()) others.push_back(kind);
    }
    std::vector<Kind> kinds;
    for (const auto kind : kinds_) kinds.push_back(same[kind]);
    return kinds;
}

}  // namespace sm::detail::inline search

#include "search/core.hpp"

#include <algorithm>

#include "search/sub_space.hpp"

namespace sm::detail::inline search {
namespace {

constexpr std::size_t kFirstWindow = 8;
constexpr std::size_t kPlacesATrial = 30'000;
constexpr std::size_t kPlacesInAll = 500'000;

class Reduction {
 public:
    Reduction(std::span<const Interval> calls, StateSpace& space,
              const Counterexample& counterexample, const Relaxation& relaxation,
              const Bounds& bounds)
        : calls_(calls),
          space_(&space),
          end_(calls[counterexample.call].returned),
          freedom_(relaxation),
          bounds_(bounds),
          clock_(bounds.clock == nullptr ? steady() : *bounds.clock),
          deadline_(clock_.now() + bounds.time),
          bound_(calls.size(), false) {
        for (const auto& call : calls) begin_ = std::min(begin_, call.invoked);
        core_.states = counterexample.states;
    }

    Core run(const Counterexample& counterexample) {
        std::vector<CallId> before;
        std::vector<CallId> after;
        for (CallId id = 0; id < calls_.size(); ++id) {
            (calls_[id].invoked > end_ ? after : before).push_back(id);
        }
        std::stable_sort(before.begin(), before.end(),
                         [&](CallId a, CallId b) { return last_moment(a) < last_moment(b); });
        bind_window(before, after, counterexample);
        std::vector<CallId> bound;
        for (const auto id : before) {
            if (bound_[id]) bound.push_back(id);
        }
        release(after);
        release(bound);
        end_ = never_returned;
        release(all_bound());
        core_.calls = all_bound();
        return std::move(core_);
    }

 private:
    std::int64_t last_moment(CallId id) const {
        return calls_[id].optional ? calls_[id].invoked : std::min(calls_[id].returned, end_);
    }

    std::vector<CallId> all_bound() const {
        std::vector<CallId> bound;
        for (CallId id = 0; id < calls_.size(); ++id) {
            if (bound_[id]) bound.push_back(id);
        }
        return bound;
    }

    /// Binds the violation, what comes after it, and as many of the last before it as are needed.
    void bind_window(const std::vector<CallId>& before, const std::vector<CallId>& after,
                     const Counterexample& counterexample) {
        for (const auto id : after) bound_[id] = true;
        bound_[counterexample.call] = true;
        for (auto window = kFirstWindow;; window *= 2) {
            const auto count = std::min(window, before.size());
            for (auto i = before.size() - count; i < before.size(); ++i) bound_[before[i]] = true;
            if (count == before.size() || refuted()) return;
        }
    }

    /// Frees those of the calls that can be: all at once, or half by half.
    void release(std::span<const CallId> calls) {
        if (calls.empty()) return;
        for (const auto id : calls) bound_[id] = false;
        if (refuted()) return;
        for (const auto id : calls) bound_[id] = true;
        if (calls.size() == 1) return;
        const auto half = calls.size() / 2;
        release(calls.first(half));
        release(calls.subspan(half));
    }

    bool refuted() {
        std::vector<CallId> ids;
        const auto intervals = trial(ids);
        SubSpace sub(*space_, ids);
        Bounds bounds = bounds_;
        bounds.nodes = std::min(kPlacesATrial, kPlacesInAll - std::min(spent_, kPlacesInAll));
        bounds.time = std::max(deadline_ - clock_.now(), Duration::zero());
        const auto found = linearize(intervals, sub, bounds);
        spent_ += found.nodes;
        if (found.verdict == Verdict::unknown) core_.minimal = false;
        if (found.verdict == Verdict::invalid) core_.states = found.counterexample->states;
        return found.verdict == Verdict::invalid;
    }

    /// The calls that are bound, as far as the history is looked at, and those that are free and
    /// may matter.
    std::vector<Interval> trial(std::vector<CallId>& ids) const {
        std::vector<Interval> intervals;
        const auto helps = helpful(calls_, bound_, freedom_);
        for (CallId id = 0; id < calls_.size(); ++id) {
            auto call = calls_[id];
            if (bound_[id]) {
                if (call.invoked > end_) continue;
                call.optional = call.optional || call.returned > end_;
            } else {
                if (!helps[id]) continue;
                call.invoked = begin_;
                call.returned = never_returned;
                call.optional = true;
            }
            ids.push_back(id);
            intervals.push_back(call);
        }
        return intervals;
    }

    std::span<const Interval> calls_;
    StateSpace* space_;
    std::int64_t end_;  // what is after it is not looked at
    const Relaxation& freedom_;
    Bounds bounds_;
    const Clock& clock_;
    Duration deadline_;
    std::vector<bool> bound_;
    std::int64_t begin_ = never_returned;
    std::size_t spent_ = 0;
    Core core_;
};

}  // namespace

Core minimal_core(std::span<const Interval> calls, StateSpace& space,
                  const Counterexample& counterexample, const Relaxation& relaxation,
                  const Bounds& bounds) {
    return Reduction(calls, space, counterexample, relaxation, bounds).run(counterexample);
}

}  // namespace sm::detail::inline search

#include "search/core.hpp"

#include <algorithm>
#include <unordered_map>

namespace sm::detail::inline search {
namespace {

// Which free calls may help. The others are left out of a trial, which makes it small, and its
// verdict stays: they change nothing, or nothing that a bound call is about.

/// The topics of the bound calls.
std::vector<bool> bound_topics(const std::vector<bool>& bound, const Relaxation& relaxation) {
    std::vector<bool> topics;
    for (CallId id = 0; id < relaxation.topics.size(); ++id) {
        const auto topic = relaxation.topics[id];
        if (!bound[id] || topic == Relaxation::kAnything) continue;
        const auto place = static_cast<std::size_t>(topic);
        if (place >= topics.size()) topics.resize(place + 1);
        topics[place] = true;
    }
    return topics;
}

bool matters(CallId id, const std::vector<bool>& topics, const Relaxation& relaxation) {
    if (relaxation.topics.empty() || relaxation.topics[id] == Relaxation::kAnything) return true;
    const auto place = static_cast<std::size_t>(relaxation.topics[id]);
    return place < topics.size() && topics[place];
}

std::vector<bool> helpful(std::span<const Interval> calls, const std::vector<bool>& bound,
                          const Relaxation& relaxation) {
    std::vector<bool> help(calls.size(), false);
    const auto topics = bound_topics(bound, relaxation);
    const auto most = static_cast<std::size_t>(std::count(bound.begin(), bound.end(), true)) + 1;
    std::unordered_map<Kind, std::size_t> uses;
    for (CallId id = 0; id < calls.size(); ++id) {
        const Interval& call = calls[id];
        if (bound[id] || call.read_only || !matters(id, topics, relaxation)) continue;
        const bool counts = relaxation.detours == Detours::simple && call.kind != unique_kind;
        help[id] = !counts || ++uses[call.kind] <= most;
    }
    return help;
}

/// Some of the calls, numbered anew.
struct Trial {
    std::vector<CallId> ids;  // by new number
    std::vector<Interval> calls;
};

class TrialSpace final : public StateSpace {
 public:
    TrialSpace(StateSpace& space, const Trial& trial) : space_(&space), trial_(&trial) {}

    StateId initial() override { return space_->initial(); }
    std::optional<StateId> step(StateId from, CallId call) override {
        return space_->step(from, trial_->ids[call]);
    }
    std::size_t memory() const override { return space_->memory(); }

 private:
    StateSpace* space_;
    const Trial* trial_;
};

struct Effort {
    std::size_t states_a_trial;
    std::size_t states_in_all;
};

/// Frees calls as long as what is bound has no explanation.
class Reduction {
 public:
    Reduction(std::span<const Interval> calls, StateSpace& space, const Relaxation& relaxation,
              const Limits& limits, Effort effort)
        : calls_(calls),
          bound_(calls.size(), false),
          helps_(&relaxation),
          space_(&space),
          limits_(limits),
          effort_(effort),
          clock_(limits.clock == nullptr ? steady() : *limits.clock),
          deadline_(clock_.now() + limits.time) {}
    virtual ~Reduction() = default;
    Reduction(const Reduction&) = delete;
    Reduction& operator=(const Reduction&) = delete;

 protected:
    /// Adds the bound calls to the trial, and the free ones that help.
    virtual void fill(Trial& trial, const std::vector<bool>& helps) = 0;
    virtual SearchResult search(const Trial& trial, StateSpace& space, const Limits& limits,
                                std::size_t most_states) = 0;

    void add(Trial& trial, CallId id, const Interval& call) const {
        trial.ids.push_back(id);
        trial.calls.push_back(call);
    }

    void bind(std::span<const CallId> calls, bool bound = true) {
        for (const auto id : calls) bound_[id] = bound;
    }

    /// Frees those of the calls that can be: all at once, or half by half.
    void release(std::span<const CallId> calls) {
        if (calls.empty()) return;
        bind(calls, false);
        if (refuted()) return;
        bind(calls);
        if (calls.size() == 1) return;
        const auto half = calls.size() / 2;
        release(calls.first(half));
        release(calls.subspan(half));
    }

    bool refuted() {
        Trial trial;
        fill(trial, helpful(calls_, bound_, *helps_));
        TrialSpace space(*space_, trial);
        Limits limits = limits_;
        limits.time = std::max(deadline_ - clock_.now(), Duration::zero());
        const auto left = effort_.states_in_all - std::min(explored_, effort_.states_in_all);
        const auto found = search(trial, space, limits, std::min(effort_.states_a_trial, left));
        explored_ += found.states;
        if (found.verdict == Verdict::unknown) core_.minimal = false;
        if (found.verdict == Verdict::invalid) core_.states = found.counterexample->states;
        return found.verdict == Verdict::invalid;
    }

    std::vector<CallId> all_bound() const {
        std::vector<CallId> bound;
        for (CallId id = 0; id < calls_.size(); ++id) {
            if (bound_[id]) bound.push_back(id);
        }
        return bound;
    }

    std::span<const Interval> calls_;
    std::vector<bool> bound_;
    Core core_;

 private:
    const Relaxation* helps_;
    StateSpace* space_;
    Limits limits_;
    Effort effort_;
    const Clock& clock_;
    Duration deadline_;
    std::size_t explored_ = 0;
};

/// Calls are bound to their time.
class TimeReduction final : public Reduction {
 public:
    TimeReduction(std::span<const Interval> calls, StateSpace& space, const Relaxation& relaxation,
                  const Limits& limits)
        : Reduction(calls, space, relaxation, limits, {30'000, 500'000}) {
        for (const auto& call : calls) begin_ = std::min(begin_, call.invoked);
    }

    Core run(const Counterexample& counterexample) {
        core_.states = counterexample.states;
        end_ = calls_[counterexample.call].returned;
        std::vector<CallId> before;
        std::vector<CallId> after;
        for (CallId id = 0; id < calls_.size(); ++id) {
            (calls_[id].invoked > end_ ? after : before).push_back(id);
        }
        std::stable_sort(before.begin(), before.end(),
                         [&](CallId a, CallId b) { return last_moment(a) < last_moment(b); });
        bind(after);
        bound_[counterexample.call] = true;
        bind_window(before);
        std::erase_if(before, [&](CallId id) { return !bound_[id]; });
        release(after);
        release(before);
        end_ = never_returned;
        release(all_bound());
        core_.calls = all_bound();
        return std::move(core_);
    }

 private:
    static constexpr std::size_t kFirstWindow = 8;

    std::int64_t last_moment(CallId id) const {
        return calls_[id].optional ? calls_[id].invoked : std::min(calls_[id].returned, end_);
    }

    /// Binds as many of the last calls before the violation as are needed.
    void bind_window(std::span<const CallId> before) {
        for (auto window = kFirstWindow;; window *= 2) {
            const auto count = std::min(window, before.size());
            bind(before.last(count));
            if (count == before.size() || refuted()) return;
        }
    }

    void fill(Trial& trial, const std::vector<bool>& helps) override {
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
            add(trial, id, call);
        }
    }

    SearchResult search(const Trial& trial, StateSpace& space, const Limits& limits,
                        std::size_t most_states) override {
        return linearize(trial.calls, space, limits, most_states);
    }

    std::int64_t begin_ = never_returned;
    std::int64_t end_ = never_returned;  // what is after it is not looked at
};

/// Calls are bound to their place in the order of their process.
class ProcessReduction final : public Reduction {
 public:
    ProcessReduction(std::span<const Interval> calls, const std::vector<ProcessCalls>& processes,
                     StateSpace& space, const Relaxation& relaxation, const Limits& limits)
        : Reduction(calls, space, relaxation, limits, {3'000, 50'000}), processes_(&processes) {}

    Core run() {
        for (const auto& process : *processes_) bind(process);
        release(all_bound());
        core_.calls = all_bound();
        return std::move(core_);
    }

 private:
    void fill(Trial& trial, const std::vector<bool>& helps) override {
        trial_processes_.clear();
        const auto add_last = [&](CallId id, const Interval& call) {
            trial_processes_.back().push_back(static_cast<CallId>(trial.ids.size()));
            add(trial, id, call);
        };
        for (const auto& process : *processes_) {
            trial_processes_.emplace_back();
            for (const auto id : process) {
                if (bound_[id]) add_last(id, calls_[id]);
            }
        }
        for (CallId id = 0; id < calls_.size(); ++id) {
            if (!helps[id]) continue;
            trial_processes_.emplace_back();
            auto call = calls_[id];
            call.optional = true;
            add_last(id, call);
        }
    }

    SearchResult search(const Trial& trial, StateSpace& space, const Limits& limits,
                        std::size_t most_states) override {
        return order_processes(trial.calls, trial_processes_, space, limits, most_states);
    }

    const std::vector<ProcessCalls>* processes_;
    std::vector<ProcessCalls> trial_processes_;  // in the numbers of the trial
};

}  // namespace

Core minimal_core(std::span<const Interval> calls, StateSpace& space,
                  const Counterexample& counterexample, const Relaxation& relaxation,
                  const Limits& limits) {
    return TimeReduction(calls, space, relaxation, limits).run(counterexample);
}

Core sequential_core(std::span<const Interval> calls, const std::vector<ProcessCalls>& processes,
                     StateSpace& space, const Relaxation& relaxation, const Limits& limits) {
    return ProcessReduction(calls, processes, space, relaxation, limits).run();
}

}  // namespace sm::detail::inline search

#pragma once
/// Running one program on one fresh system: the prefix on one worker, then the branches at once.

#include <sm/run/detail/crew.hpp>
#include <sm/run/detail/trial.hpp>
#include <sm/value/clock.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

namespace sm {

/// Thrown when the system under test cannot be made.
struct SetUpFailed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A run as it went.
template <class Cmd>
struct Run {
    History<Cmd> history;
    bool ended_early = false;  ///< steps were left out: by the observer, or after a time-out
};

namespace detail {

std::string time_out_reason(Duration limit);

/// Runs programs, keeping its threads between them.
template <class Cmd, class Make>
class Runner {
 public:
    using Model = model_of_commands<Cmd>;
    using System = system_of<Make, Model>;
    using TrialOf = Trial<Cmd, System>;
    using LaneOf = typename TrialOf::LaneOf;
    /// Sees each call of the prefix as it ends, and says whether to go on.
    using Observe = std::function<bool(const Entry<Cmd>&)>;

    Runner(const Make& make, Duration command_limit) : make_(make), limit_(command_limit) {}

    /// Heard of every call; for runs whose process may die.
    void listen(const Listener<Cmd>* listener) { listener_ = listener; }

    /// Throws SetUpFailed with the text of what `make` threw.
    Run<Cmd> run(const Program<Cmd>& program, const Observe& observe) {
        auto trial = std::make_shared<TrialOf>();
        trial->program = program;
        trial->find_wanted();
        next_worker_ = static_cast<int>(std::max<std::size_t>(program.branches.size(), 1));
        bool stopped = run_prefix(trial, observe);
        if (!trial->failed_set_up.empty()) throw SetUpFailed(trial->failed_set_up);
        if (!stopped && !program.branches.empty()) run_branches(trial);
        stopped = stopped || trial->stop.load();
        Run<Cmd> result{collect(*trial), stopped};
        tear_down(trial);
        return result;
    }

 private:
    using Shared = std::shared_ptr<TrialOf>;

    LaneOf& add_lane(TrialOf& trial, const std::vector<Step<Cmd>>& steps, int worker) {
        auto& lane = *trial.lanes.emplace_back(std::make_unique<LaneOf>());
        lane.steps = &steps;
        lane.worker = worker;
        lane.entries.reserve(steps.size());
        return lane;
    }

    /// True if the program ends here.
    bool run_prefix(const Shared& trial, const Observe& observe) {
        auto stopped = std::make_shared<std::atomic<bool>>(false);
        LaneOf& lane = add_lane(*trial, trial->program.prefix, 0);
        start(trial, lane, [this, trial, &lane, observe, stopped, make = &make_](Ticket& ticket) {
            if (!set_up(*make, *trial, lane)) return;
            go(listener_, *trial, lane, ticket, observe, *stopped);
        });
        wait(trial, observe, stopped);
        return stopped->load() || trial->stop.load();
    }

    void run_branches(const Shared& trial) {
        auto never_stopped = std::make_shared<std::atomic<bool>>(false);
        const std::size_t count = trial->program.branches.size();
        const Observe always = [](const Entry<Cmd>&) { return true; };
        const Results* const earlier = &trial->lanes.back()->results;
        std::vector<LaneOf*> lanes;
        for (std::size_t b = 0; b < count; ++b) {
            LaneOf& lane = add_lane(*trial, trial->program.branches[b], static_cast<int>(b));
            lane.results = Results(earlier);
            lane.client.emplace(client_of(trial->holder->system, lane.worker));
            lanes.push_back(&lane);
        }
        for (LaneOf* lane : lanes) {
            start(trial, *lane, [this, trial, lane, count, always, never_stopped](Ticket& ticket) {
                // All begin at once, so that short branches overlap too.
                trial->arrived.fetch_add(1, std::memory_order_relaxed);
                while (trial->arrived.load(std::memory_order_relaxed) < count) {
                    std::this_thread::yield();
                }
                go(listener_, *trial, *lane, ticket, always, *never_stopped);
            });
        }
        wait(trial, always, never_stopped);
    }

    static bool set_up(const Make& make, TrialOf& trial, LaneOf& lane) {
        try {
            trial.holder = std::make_unique<Holder<System>>(make, trial.program.initial);
            lane.client.emplace(client_of(trial.holder->system, 0));
            return true;
        } catch (...) {
            std::string reason;
            describe_exception(reason);
            trial.failed_set_up = reason.empty() ? "the system could not be made" : reason;
            return false;
        }
    }

    static void go(const Listener<Cmd>* listener, TrialOf& trial, LaneOf& lane, Ticket& ticket,
                   const Observe& observe, std::atomic<bool>& stopped) {
        run_lane(trial, lane, listener, steady_now, ticket, [&](const Entry<Cmd>& entry) {
            if (observe(entry)) return true;
            stopped.store(true);
            return false;
        });
    }

    void start(const Shared&, LaneOf& lane, Crew::Job job) {
        const auto number = crew_.start(std::move(job));
        if (running_.size() <= number) running_.resize(number + 1);
        running_[number] = &lane;
    }

    void wait(const Shared& trial, const Observe& observe,
              const std::shared_ptr<std::atomic<bool>>& stopped) {
        crew_.wait(
            limit_,
            [&](const Crew::Ended& ended) {
                if (ended.left_behind) replace(trial, *running_[ended.job], observe, stopped);
            },
            [] {});
        running_.clear();
    }

    /// A worker was left behind. A plain object goes with it; beside other clients of a system a
    /// new one goes on as a new process.
    void replace(const Shared& trial, LaneOf& lane, const Observe& observe,
                 const std::shared_ptr<std::atomic<bool>>& stopped) {
        const Entry<Cmd>& entry = mark_timed_out<Cmd>(lane, time_out_reason(limit_));
        if constexpr (!HasClients<System>) {
            trial->stop.store(true);
        } else {
            if (!observe(entry)) {
                stopped->store(true);
                return;
            }
            LaneOf& fresh = add_lane(*trial, *lane.steps, next_worker_++);
            fresh.next = lane.next;
            fresh.results = lane.results;
            fresh.client.emplace(client_of(trial->holder->system, fresh.worker));
            start(trial, fresh, [this, trial, &fresh, observe, stopped](Ticket& ticket) {
                go(listener_, *trial, fresh, ticket, observe, *stopped);
            });
        }
    }

    History<Cmd> collect(TrialOf& trial) {
        History<Cmd> history{trial.program.initial, {}};
        for (auto& lane : trial.lanes) {
            for (auto& entry : lane->entries) history.entries.push_back(std::move(entry));
        }
        std::stable_sort(history.entries.begin(), history.entries.end(),
                         [](const auto& a, const auto& b) { return a.invoked < b.invoked; });
        return history;
    }

    /// Where no worker was left behind this destroys the system; otherwise its threads hold it,
    /// and only what it has outside this process is freed.
    void tear_down(Shared& trial) {
        if constexpr (HasTearDown<System>) trial->holder->system.tear_down();
        trial.reset();
    }

    const Make& make_;
    Duration limit_;
    const Listener<Cmd>* listener_ = nullptr;
    Crew crew_;
    std::vector<LaneOf*> running_;
    int next_worker_ = 1;
};

}  // namespace detail
}  // namespace sm

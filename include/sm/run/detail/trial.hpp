#pragma once
/// One program on one fresh system, with everything that a worker left behind may still hold.

#include <sm/run/detail/call.hpp>
#include <sm/run/detail/ticket.hpp>
#include <sm/run/system.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace sm::detail {

/// Hears of every call as it begins and ends, on the thread that makes it.
template <class Cmd>
struct Listener {
    std::function<void(StepId, int worker)> began;
    std::function<void(const Entry<Cmd>&)> ended;
};

/// A system built in place, since it need not be movable.
template <class System>
struct Holder {
    System system;

    template <class Make, class Model>
    Holder(const Make& make, const Model& initial) : system(make_system(make, initial)) {}
};

inline Stamp steady_now() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

/// Steps for one worker, its client, and what it has done of them.
template <class Cmd, class Client>
struct Lane {
    const std::vector<Step<Cmd>>* steps = nullptr;
    std::size_t next = 0;
    int worker = 0;
    std::optional<Client> client;
    Results results;
    Stamp invoked = 0;
    std::vector<Entry<Cmd>> entries;
};

template <class Cmd, class System>
struct Trial {
    using Client = decltype(client_of(std::declval<System&>(), 0));
    using LaneOf = Lane<Cmd, Client>;

    Program<Cmd> program;
    std::unique_ptr<Holder<System>> holder;
    std::vector<std::unique_ptr<LaneOf>> lanes;  // all that ever ran, left behind ones too
    std::vector<StepId> wanted;                  // whose answers some command refers to
    std::atomic<bool> stop{false};
    std::atomic<std::size_t> arrived{0};
    std::string failed_set_up;

    void find_wanted() {
        wanted.clear();
        auto visit = [&](const auto& ref) { wanted.push_back(ref.id); };
        const auto look = [&](const std::vector<Step<Cmd>>& steps) {
            for (const auto& step : steps) {
                std::visit([&](const auto& command) { for_each_ref(command, visit); },
                           step.command);
            }
        };
        look(program.prefix);
        for (const auto& branch : program.branches) look(branch);
    }

    bool is_wanted(StepId id) const {
        for (const StepId one : wanted) {
            if (one == id) return true;
        }
        return false;
    }
};

template <class Cmd, class Trial, class LaneOf, class Now>
void run_one(Trial& trial, LaneOf& lane, const Step<Cmd>& step, Entry<Cmd>& entry, Now now,
             Ticket& ticket, bool& ours) {
    std::visit(
        [&](const auto& command) {
            using C = std::remove_cvref_t<decltype(command)>;
            auto& made = entry.call.template emplace<Call<C>>(Call<C>{command, {}});
            Outcome<response_of<C>> outcome;
            lane.invoked = now();
            ticket.begin();
            call(command, unwrap(*lane.client), lane.results, outcome);
            ours = ticket.end();
            if (!ours) return;
            entry.invoked = lane.invoked;
            entry.returned = now();
            if (outcome.answered() && trial.is_wanted(step.id)) {
                lane.results.keep(step.id, *outcome.answer);
            }
            made.outcome = std::move(outcome);
        },
        step.command);
}

/// Runs the lane's steps from `next` on, until its end, until `observe` says no, until the trial
/// stops, or until this worker is left behind; from then on it touches nothing.
template <class Cmd, class Trial, class LaneOf, class Now, class Observe>
void run_lane(Trial& trial, LaneOf& lane, const Listener<Cmd>* listener, Now now, Ticket& ticket,
              Observe&& observe) {
    bool ours = true;
    while (lane.next < lane.steps->size()) {
        if (trial.stop.load(std::memory_order_relaxed)) return;
        const Step<Cmd>& step = (*lane.steps)[lane.next];
        Entry<Cmd>& entry = lane.entries.emplace_back();
        entry.id = step.id;
        entry.worker = lane.worker;
        if (listener != nullptr) listener->began(step.id, lane.worker);
        run_one(trial, lane, step, entry, now, ticket, ours);
        if (!ours) return;
        ++lane.next;
        if (listener != nullptr) listener->ended(entry);
        if (!observe(entry)) return;
    }
}

/// The call in which the lane's worker was left behind, as the watcher records it.
template <class Cmd, class LaneOf>
Entry<Cmd>& mark_timed_out(LaneOf& lane, const std::string& reason) {
    Entry<Cmd>& entry = lane.entries.back();
    entry.invoked = lane.invoked;
    entry.returned = never;
    std::visit(
        [&](auto& call) {
            call.outcome.ending = Ending::timed_out;
            call.outcome.reason = reason;
        },
        entry.call);
    ++lane.next;
    return entry;
}

}  // namespace sm::detail

#pragma once
/// Drawing, running and judging sequential programs in one go on one worker, which is what makes
/// a command on a plain object cost no more than itself.

#include <sm/check/detail/executor.hpp>
#include <sm/check/detail/experiment.hpp>
#include <sm/judge/stepwise.hpp>
#include <sm/program/generator_of_programs.hpp>
#include <sm/run/parallel.hpp>
#include <sm/value/random.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <utility>

namespace sm::detail {

/// Counts a call and what was before it; labels it where its command has a label.
template <class Cmd>
void count_call(Statistics& statistics, const Entry<Cmd>& entry, std::size_t& previous) {
    const std::size_t command = entry.call.index();
    statistics.count(command, previous, entry.ending());
    previous = command;
}

template <class Cmd>
void count_label(Statistics& statistics, const Entry<Cmd>& entry,
                 const model_of_commands<Cmd>& before) {
    std::visit(
        [&]<class C>(const Call<C>& call) {
            if constexpr (HasLabel<C>) {
                if (!call.outcome.answered()) return;
                const std::string label = call.command.label(before, *call.outcome.answer);
                if (!label.empty()) statistics.count_label(label);
            }
        },
        entry.call);
}

/// Counts every call of a run of any number of workers, and labels those that are explained.
template <class Cmd>
void count_run(Statistics& statistics, const JudgedRun<Cmd>& run) {
    statistics.count_program();
    std::vector<std::size_t> previous;
    for (const auto& entry : run.history.entries) {
        const auto worker = static_cast<std::size_t>(entry.worker);
        if (previous.size() <= worker) previous.resize(worker + 1, Statistics::npos);
        count_call(statistics, entry, previous[worker]);
    }
    if constexpr (Commands<Cmd>::Parts::any_label) {
        auto model = run.history.initial;
        for (const std::size_t place : run.judged.explained) {
            count_label(statistics, run.history.entries[place], model);
            static_cast<void>(explains(run.history.entries[place], model));
        }
    }
}

/// A search that may be left behind with its worker: everything that the worker touches is in here.
template <class Cmd, class Make>
struct SequentialSearch {
    using Model = model_of_commands<Cmd>;
    using System = system_of<Make, Model>;

    SequentialSearch(const Make& system_maker, ProgramShape shape, bool exceptions_pass)
        : make(system_maker),
          generator(shape),
          statistics(Commands<Cmd>::names()),
          exceptions_unknown(exceptions_pass) {
        lane =
            trial.lanes.emplace_back(std::make_unique<typename Trial<Cmd, System>::LaneOf>()).get();
        lane->steps = &trial.program.prefix;
    }

    /// Runs programs from `plan.next` on; true if one failed, which `trial` then holds. The number
    /// of the program on trial is kept in `current`.
    bool run(std::uint64_t seed, std::uint64_t end, const std::atomic<bool>* stop,
             std::atomic<std::uint64_t>* on_trial, Tally* tally, Ticket& ticket) {
        for (; current < end; ++current) {
            if (stop != nullptr && stop->load(std::memory_order_relaxed)) return false;
            generator.draw(Random(Seed{seed}.child(current).value), trial.program);
            if (on_trial != nullptr) on_trial->store(current, std::memory_order_relaxed);
            const bool passed = run_one_program(ticket);
            if (ticket.left_behind()) return false;
            count(tally);
            if (!passed) return true;
        }
        return false;
    }

    const Make& make;
    ProgramGenerator<Cmd> generator;
    Trial<Cmd, System> trial;
    typename Trial<Cmd, System>::LaneOf* lane;
    Statistics statistics;
    bool exceptions_unknown;
    std::uint64_t current = 0;
    Stamp ordinal = 0;

 private:
    bool run_one_program(Ticket& ticket) {
        trial.find_wanted();
        trial.holder = std::make_unique<Holder<System>>(make, trial.program.initial);
        lane->client.emplace(client_of(trial.holder->system, 0));
        lane->entries.clear();
        lane->results = {};
        lane->next = 0;
        ordinal = 0;
        Stepwise<Cmd> judge(trial.program.initial);
        std::size_t previous = Statistics::npos;
        bool passed = true;
        const auto observe = [&](const Entry<Cmd>& entry) {
            count_call(statistics, entry, previous);
            if constexpr (Commands<Cmd>::Parts::any_label) {
                if (const Model* before = judge.only_model())
                    count_label(statistics, entry, *before);
            }
            const bool threw = entry.ending() == Ending::threw && !exceptions_unknown;
            passed = !threw && judge.explains(entry);
            return passed;
        };
        run_lane(
            trial, *lane, static_cast<const Listener<Cmd>*>(nullptr), [this] { return ++ordinal; },
            ticket, observe);
        if (ticket.left_behind()) return false;
        lane->client.reset();
        trial.holder.reset();
        return passed;
    }

    void count(Tally* tally) {
        statistics.count_program();
        if (tally == nullptr) return;
        tally->programs.fetch_add(1, std::memory_order_relaxed);
        tally->calls.fetch_add(lane->entries.size(), std::memory_order_relaxed);
        tally->discards.store(generator.discards(), std::memory_order_relaxed);
    }
};

}  // namespace sm::detail

#include "check/sequential_search.hpp"

#include <sm/judge/linearizability.hpp>

#include <numeric>
#include <string>
#include <utility>

#include "judge/allows.hpp"
#include "judge/stepwise.hpp"
#include "run/call.hpp"

namespace sm::detail::inline check {
namespace {

/// Counts a call and what was before it.
void count_call(Statistics& statistics, const AnyEntry& entry, std::size_t& previous) {
    const std::size_t command = entry.type->place;
    statistics.count(command, previous, entry.ending);
    previous = command;
}

void count_label(Statistics& statistics, const AnyEntry& entry, const Any& before) {
    if (entry.type->label == nullptr || !entry.answered()) return;
    const std::string label =
        entry.type->label(entry.command.data(), before.data(), entry.answer.data());
    if (!label.empty()) statistics.count_label(label);
}

/// Counts the labels of calls in the order that was found.
void label_calls(Statistics& statistics, const AnyHistory& history,
                 const std::vector<std::size_t>& order, const Vocabulary& vocabulary) {
    Any model = history.initial;
    for (const std::size_t place : order) {
        count_label(statistics, history.entries[place], model);
        static_cast<void>(allows(history.entries[place], model, vocabulary));
    }
}

}  // namespace

void count_run(Statistics& statistics, const JudgedRun& run, const Vocabulary& vocabulary) {
    statistics.count_program();
    std::vector<std::size_t> previous;
    for (const auto& entry : run.history.entries) {
        const auto worker = static_cast<std::size_t>(entry.worker);
        if (previous.size() <= worker) previous.resize(worker + 1, Statistics::npos);
        count_call(statistics, entry, previous[worker]);
    }
    if (vocabulary.has_labels) {
        label_calls(statistics, run.history, run.judged.linearized, vocabulary);
    }
}

SequentialSearch::SequentialSearch(const UnderTest& test, const ProgramShape& shape,
                                   bool exceptions_unknown)
    : generator(test.vocabulary, shape),
      execution(test.system),
      worker_run(execution.add_worker(execution.program.prefix, 0)),
      statistics(test.vocabulary.names),
      test_(test),
      exceptions_unknown_(exceptions_unknown) {}

bool SequentialSearch::run(const Exploration& plan, RunningCall& running) {
    for (; current < plan.end; ++current) {
        if (plan.stop != nullptr && plan.stop->load(std::memory_order_relaxed)) return false;
        generator.draw(Random(Seed{plan.seed}.child(current).value), execution.program);
        if (plan.on_trial != nullptr) {
            plan.on_trial->store(current, std::memory_order_relaxed);
        }
        const bool passed = run_one_program(running);
        if (running.abandoned()) return false;
        count(plan.tally);
        if (!passed) return true;
    }
    return false;
}

bool SequentialSearch::run_one_program(RunningCall& running) {
    execution.prepare();
    execution.set_up(test_.make, worker_run);
    worker_run.entries.clear();
    worker_run.results = {};
    worker_run.next = 0;
    worker_run.worker = 0;
    Ordinals timestamps;
    Stepwise judge(execution.program.initial, test_.vocabulary);
    std::size_t previous = Statistics::npos;
    bool passed = true;
    bool as_planned = true;  // the model is what it was when the program was drawn along it
    const auto observe = [&](const AnyEntry& entry) {
        as_planned = as_planned && entry.answered() && !entry.type->follows_answer;
        count_call(statistics, entry, previous);
        const bool threw = entry.ending == Ending::threw && !exceptions_unknown_;
        passed = !threw && judge.allows(entry) && !judge.undecided();
        return passed;
    };
    const auto admit = [&](const AnyStep& step) { return as_planned || judge.admits(step); };
    run_worker(execution, worker_run, nullptr, timestamps, running,
               {std::ref(observe), std::ref(admit)});
    if (running.abandoned()) return false;
    if (passed && test_.vocabulary.has_labels) count_labels(judge.only_model() != nullptr);
    destroy_system(passed);
    return passed;
}

/// Labels the calls of a program that passed, in their own order if every outcome is known.
void SequentialSearch::count_labels(bool all_known) {
    const AnyHistory history{execution.program.initial, worker_run.entries};
    std::vector<std::size_t> order(worker_run.entries.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (!all_known) order = linearizable(history, test_.vocabulary).linearized;
    label_calls(statistics, history, order, test_.vocabulary);
}

/// What a wrong answer showed counts for more than a tear-down that fails after it.
void SequentialSearch::destroy_system(bool passed) {
    std::string reason;
    try {
        execution.destroy();
    } catch (...) {
        describe_exception(reason);
    }
    if (passed && !reason.empty()) throw TearDownFailed(reason);
}

void SequentialSearch::abandon(Duration limit) {
    const AnyEntry& entry = mark_timed_out(worker_run, limit);
    const auto calls = worker_run.entries.size();
    std::size_t previous =
        calls == 1 ? Statistics::npos : worker_run.entries[calls - 2].type->place;
    count_call(statistics, entry, previous);
    statistics.count_program();
    statistics.count_cut_short();
    execution.tear_down();
}

void SequentialSearch::count(Tally* tally) {
    statistics.count_program();
    if (tally == nullptr) return;
    tally->programs.fetch_add(1, std::memory_order_relaxed);
    tally->calls.fetch_add(worker_run.entries.size(), std::memory_order_relaxed);
    tally->discards.store(generator.discards(), std::memory_order_relaxed);
}

}  // namespace sm::detail::inline check

#include "check/executor.hpp"

#include <sm/judge/linearizability.hpp>
#include <sm/value/json.hpp>
#include <sm/value/to_string.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

#include "check/determinism.hpp"
#include "judge/allows.hpp"
#include "judge/stepwise.hpp"

#include <unistd.h>

namespace sm::detail::inline check {
namespace {

std::optional<std::size_t> find(const AnyHistory& history, Ending ending) {
    for (std::size_t i = 0; i < history.entries.size(); ++i) {
        if (history.entries[i].ending == ending) return i;
    }
    return std::nullopt;
}

void sort_by_invocation(AnyHistory& history) {
    std::stable_sort(history.entries.begin(), history.entries.end(),
                     [](const auto& a, const auto& b) { return a.invoked < b.invoked; });
}

const AnyStep* find_step(const AnyProgram& program, StepId id) {
    const AnyStep* found = nullptr;
    for_each_part(program, [&](const AnySteps& steps) {
        for (const AnyStep& step : steps) {
            if (step.id == id) found = &step;
        }
    });
    return found;
}

/// The last line that a child writes: what there is to say beside its calls.
struct RunEnd {
    using sm_compact = void;
    std::optional<std::string> set_up_failed{};
    std::optional<std::string> tear_down_failed{};
    std::optional<std::string> broke{};
    std::optional<std::string> unfinished{};
};

constexpr std::string_view end_of_run = "{\"run_end\":";

std::string line_of(const RunEnd& end) {
    return std::string(end_of_run) + to_json(end, {.indent = 0}) + "}";
}

std::optional<std::string> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

/// What the parent puts together of the lines that a child writes: events of calls, and the end.
class Hearing {
 public:
    explicit Hearing(const AnyProgram& program) : history{program.initial, {}}, program_(program) {}

    void hear(const std::string& line) {
        if (line.starts_with(end_of_run)) {
            end = from_tree<RunEnd>(parse_json(line).item(0));
        } else {
            hear_call(read_call_event(line));
        }
    }

    AnyHistory history;
    RunEnd end;

 private:
    /// Until it is heard that the call has ended, the process may have died in it.
    void hear_call(const CallEvent& event) {
        if (!event.begins) {
            for (auto& entry : history.entries)
                if (entry.id == event.ended.id) finish_entry(entry, event.ended);
            return;
        }
        const AnyStep* const step = find_step(program_, event.begun.id);
        if (step == nullptr) return;
        auto& entry = history.entries.emplace_back(entry_for(*step));
        entry.worker = event.process;
        entry.invoked = event.begun.at;
        entry.ending = Ending::crashed;
    }

    const AnyProgram& program_;
};

/// Unless something else is wrong.
JudgedRun unless_tear_down_failed(JudgedRun run, const std::string& reason) {
    const bool passed = run.judged.failure == Failure::none;
    if (passed && !reason.empty()) throw TearDownFailed(reason);
    return run;
}

}  // namespace

JudgedRun Executor::run(const AnyProgram& program, Strategy* strategy) {
    if (!runner_) runner_ = std::make_unique<Runner>(test_.system, test_.make, limit_);
    return judged(run_on(*runner_, program, strategy));
}

JudgedRun Executor::run_twice(const AnyProgram& program) {
    Runner runner(test_.system, test_.make, limit_);
    runner.record_logs();
    Run run = run_on(runner, program);
    Run other = run_on(runner, program);
    const auto difference = first_difference(transcript(run), transcript(other));
    if (!difference) return judged(std::move(run));
    JudgedRun differs{std::move(other.history), {}};
    differs.judged.failure = Failure::other_run;
    differs.judged.before = differs.history.initial;
    differs.judged.conclusion = {
        Verdict::invalid, "not deterministic: two runs of the same program differ: " + *difference};
    return differs;
}

Diagnostics Executor::diagnostics_of(const AnyProgram& program, const AnyHistory& history) const {
    Runner runner(test_.system, test_.make, limit_);
    runner.draw_logs();
    Run run = run_on(runner, program);
    const bool same = transcript(run.history) == transcript(history);
    return same ? std::move(run.diagnostics) : Diagnostics{};
}

JudgedRun Executor::run_isolated(const AnyProgram& program) {
    runner_.reset();  // its threads would not go along into the child
    Hearing hearing(program);
    const auto end = run_in_child([&](const LineWriter& out) { tell(program, out); },
                                  [&](const std::string& line) { hearing.hear(line); });
    if (hearing.end.set_up_failed) throw SetUpFailed(*hearing.end.set_up_failed);
    sort_by_invocation(hearing.history);
    if (hearing.end.broke) return broken(std::move(hearing.history), *hearing.end.broke);
    if (end.crashed) return crashed(std::move(hearing.history), end.reason);
    // A process that ends in the midst of a call has died, whatever its exit status says.
    if (find(hearing.history, Ending::crashed)) {
        return crashed(std::move(hearing.history), "it exited during a call");
    }
    return unless_tear_down_failed(
        unless_unfinished(judged(std::move(hearing.history)), hearing.end.unfinished.value_or("")),
        hearing.end.tear_down_failed.value_or(""));
}

JudgedRun Executor::judged(Run run) const {
    if (!run.errors.broke.empty()) return broken(std::move(run.history), run.errors.broke);
    const bool is_stuck = run.interleaving && !run.interleaving->stuck.empty();
    JudgedRun result = is_stuck ? stuck(std::move(run.history), run.interleaving->stuck)
                                : judged(std::move(run.history));
    result.interleaving = std::move(run.interleaving);
    return unless_tear_down_failed(unless_unfinished(std::move(result), run.errors.unfinished),
                                   run.tear_down_failed);
}

/// What a call showed counts for more than what was to come of it.
JudgedRun Executor::unless_unfinished(JudgedRun run, const std::string& reason) const {
    if (reason.empty() || run.judged.failure != Failure::none) return run;
    auto unfinished = broken(std::move(run.history), reason);
    unfinished.interleaving = std::move(run.interleaving);
    return unfinished;
}

JudgedRun Executor::judged(AnyHistory history) const {
    JudgedRun run{std::move(history), {}};
    if (const auto thrown = find(run.history, Ending::threw); thrown && !exceptions_unknown_) {
        run.judged = failed(run.history, *thrown, Failure::exception, Verdict::invalid);
        return run;
    }
    run.judged = linearizable(run.history, test_.vocabulary);
    if (test_.system.client == nullptr && run.judged.conclusion.verdict == Verdict::valid) {
        // On a plain object a call that never answers takes the object along, and what was to come
        // after it; nobody can tell whether that would have passed.
        if (const auto stuck = find(run.history, Ending::timed_out)) {
            run.judged = failed(run.history, *stuck, Failure::undecided, Verdict::unknown);
        }
    }
    return run;
}

Run Executor::run_on(Runner& runner, const AnyProgram& program, Strategy* strategy) const {
    // The observer may be called by a worker that is abandoned later, so that it owns what it
    // uses.
    const auto stepwise = std::make_shared<Stepwise>(program.initial, test_.vocabulary);
    const bool unknown = exceptions_unknown_;
    const Observe observe = [stepwise, unknown](const AnyEntry& entry) {
        return (entry.ending != Ending::threw || unknown) && stepwise->allows(entry);
    };
    const Admit admit = [stepwise](const AnyStep& step) { return stepwise->admits(step); };
    return runner.run(program, {observe, admit}, strategy);
}

/// In the child: every call as it begins and as it ends.
void Executor::tell(const AnyProgram& program, const LineWriter& out) const {
    Runner runner(test_.system, test_.make, limit_);
    const CallEncoding encoding = test_.call_encoding();
    const Listener listener{
        [&](StepId id, int worker, Timestamp at) {
            AnyEntry begun = entry_for(*find_step(program, id));
            begun.worker = worker;
            begun.invoked = at;
            out.write(begun_event(begun, encoding));
        },
        [&](const AnyEntry& entry) { out.write(ended_event(entry, encoding)); }};
    runner.listen(&listener);
    RunEnd end;
    try {
        const auto run = run_on(runner, program);
        end.broke = unless_empty(run.errors.broke);
        end.unfinished = unless_empty(run.errors.unfinished);
        end.tear_down_failed = unless_empty(run.tear_down_failed);
    } catch (const SetUpFailed& failed) {
        end.set_up_failed = failed.what();
    }
    out.write(line_of(end));
    // Workers abandoned cannot be joined, and nothing of the child is needed any more.
    ::_exit(0);
}

/// Whatever becomes of exceptions otherwise: the calls that could not go on are to blame.
JudgedRun Executor::stuck(AnyHistory history, const std::string& reason) const {
    JudgedRun run{std::move(history), {}};
    if (const auto violation = find(run.history, Ending::threw)) {
        run.judged = failed(run.history, *violation, Failure::exception, Verdict::invalid);
    } else {
        run.judged.failure = Failure::exception;
        run.judged.before = run.history.initial;
    }
    run.judged.conclusion = {Verdict::invalid, reason};
    return run;
}

JudgedRun Executor::crashed(AnyHistory history, const std::string& reason) const {
    return cut_off(std::move(history), Failure::crash, reason, "the process died: ");
}

JudgedRun Executor::broken(AnyHistory history, const std::string& reason) const {
    return cut_off(std::move(history), Failure::broken, reason, "the system failed: ");
}

/// The calls that were running when it ended are to blame.
JudgedRun Executor::cut_off(AnyHistory history, Failure failure, const std::string& reason,
                            const std::string& what) const {
    JudgedRun run{std::move(history), {}};
    for (auto& entry : run.history.entries) {
        if (entry.ending == Ending::crashed) entry.reason = reason;
    }
    if (const auto violation = find(run.history, Ending::crashed)) {
        run.judged = failed(run.history, *violation, failure, Verdict::invalid);
    } else {
        run.judged.failure = failure;
        run.judged.before = run.history.initial;
    }
    run.judged.conclusion = {Verdict::invalid, what + reason};
    return run;
}

/// A failure that no judge has to find: the rest of the history is linearized as far as it goes.
AnyCheckedHistory Executor::failed(const AnyHistory& history, std::size_t violation,
                                   Failure failure, Verdict verdict) const {
    const AnyEntry& blamed = history.entries[violation];
    AnyCheckedHistory judged;
    judged.conclusion = {verdict, to_string(blamed.command.tree()) + ": " + blamed.reason};
    judged.failure = failure;
    judged.violation = violation;
    judged.before = history.initial;
    for (std::size_t i = 0; i < history.entries.size(); ++i) {
        if (i == violation || history.entries[i].invoked > blamed.invoked) continue;
        judged.linearized.push_back(i);
        static_cast<void>(allows(history.entries[i], judged.before, test_.vocabulary));
    }
    return judged;
}

}  // namespace sm::detail::inline check

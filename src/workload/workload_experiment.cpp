#include "workload/workload_experiment.hpp"

#include <sm/history/writer.hpp>
#include <sm/value/to_string.hpp>

#include <algorithm>
#include <map>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "check/determinism.hpp"
#include "check/sequential_search.hpp"
#include "workload/timed_program_tree.hpp"

namespace sm::detail::inline workload {
namespace {

/// When the last of the calls that show the failure ended; `never` if none is named.
Timestamp end_of_failure(const JudgedWorkload& run) {
    Timestamp end = std::numeric_limits<Timestamp>::min();
    for (const std::size_t violation : run.result.violations) {
        end = std::max(end, run.recorded.operations[violation].returned);
    }
    return run.result.violations.empty() ? never : end;
}

/// The program without what did not begin before the failure had shown.
AnyTimedProgram trimmed(AnyTimedProgram program, const JudgedWorkload& run) {
    const Timestamp end = end_of_failure(run);
    std::set<StepId> before;
    for (std::size_t i = 0; i < run.recorded.operations.size(); ++i) {
        if (run.recorded.operations[i].invoked <= end) before.insert(run.recorded.steps[i]);
    }
    std::erase_if(program.steps,
                  [&](const AnyTimedStep& step) { return !before.contains(step.id); });
    return program;
}

/// Faults as they were injected: a file does not tell the fields of a user's own from what is in
/// them.
void take_faults(AnyTimedProgram& program, const AnyTimedProgram& recorded) {
    std::map<StepId, const Fault*> injected;
    for (const AnyTimedStep& step : recorded.steps)
        if (step.fault() != nullptr) injected[step.id] = step.fault();
    for (AnyTimedStep& step : program.steps)
        if (const auto found = injected.find(step.id); found != injected.end())
            step.what = *found->second;
}

ProgramSize size_of(const AnyTimedProgram& program) {
    ProgramSize size;
    for (const AnyTimedStep& step : program.steps) {
        size.calls += step.command() != nullptr ? 1 : 0;
        size.faults += step.fault() != nullptr ? 1 : 0;
    }
    return size;
}

/// All that checkers see.
std::string written(const history::Operations& operations) {
    std::ostringstream text;
    history::write(text, operations, history::Format::json_lines);
    return text.str();
}

std::string outcome_text(const history::Operation& operation) {
    if (operation.answered()) {
        // A call without input, such as a read, answers nil where there is nothing.
        const bool shown = !operation.answer.is_nothing() || operation.value.is_nothing();
        return shown ? to_string(operation.answer) : "";
    }
    const std::string how = operation.refused() ? "refused" : "unknown";
    return operation.error.is_nothing() ? how : how + ": " + operation.error.text();
}

}  // namespace

WorkloadExperiment::WorkloadExperiment(const WorkloadSystem& system, const Workload& workload,
                                       const WorkloadOptions& options, const Options& resolved)
    : system_(system),
      workload_(workload),
      options_(options),
      resolved_(resolved),
      clients_(static_cast<int>(resolved.workers)),
      statistics_(system.vocabulary.names),
      name_(resolved.name) {}

void WorkloadExperiment::be_named(const std::string& name) {
    name_ = name;
    if (resolved_.store.empty()) return;
    Tree how = Tree::map();
    how.add(Tree::text("clients"), Tree(resolved_.workers));
    for (const auto& [parameter, value] : options_.parameters)
        how.add(Tree::text(parameter), Tree::text(value));
    keeper_.emplace(resolved_.store, name, std::move(how));
}

// -- runs

std::optional<Outline> WorkloadExperiment::explore(Exploration& plan) {
    seed_ = plan.seed;
    clients_ = static_cast<int>(resolved_.workers);  // kept programs may have had others
    std::optional<Outline> failed;
    while (!failed && plan.next < plan.end && !(plan.stop != nullptr && plan.stop->load())) {
        const RunStart start{name_, seed_, ++runs_, false};
        if (options_.before_run) options_.before_run(start);
        const Seed seed = Seed{plan.seed}.child(plan.next);
        DirectorOptions how = how_to_run(seed, seed.child("system"));
        begin_keeping(how, start);
        auto run = perform([&] { return std::make_unique<Generating>(workload_.generator); }, how);
        ++plan.next;
        JudgedRun counted;
        counted.history = run.recorded.history;
        count_run(statistics_, counted, system_.vocabulary);
        if (plan.tally != nullptr) {
            plan.tally->programs.fetch_add(1, std::memory_order_relaxed);
            plan.tally->calls.fetch_add(counted.history.entries.size(), std::memory_order_relaxed);
        }
        if (plan.look) plan.look();
        tell(run, run.recorded.program, start);
        auto program = run.recorded.program;
        failed = accept(std::move(program), std::move(run));
    }
    return failed;
}

Outline WorkloadExperiment::draw(std::uint64_t, std::uint64_t) {
    throw std::runtime_error("a workload's run is not drawn before it is made");
}

DirectorOptions WorkloadExperiment::how_to_run(Seed generator, Seed system) const {
    DirectorOptions how;
    how.clients = clients_;
    how.command_limit = resolved_.command_time_limit;
    how.random = Random(generator);
    how.seed = system;
    how.listener = {options_.on_invoke, options_.on_complete, options_.say};
    return how;
}

/// A second run, where it is asked for, nobody hears of, but that it went otherwise is a failure.
JudgedWorkload WorkloadExperiment::perform(const MakeSource& make,
                                           const DirectorOptions& how) const {
    Recorded run = Director(system_, how, *make()).run();
    if (!resolved_.check_determinism || !is_scheduled()) return judged(std::move(run));
    DirectorOptions silent = how;
    silent.listener = {};
    silent.on_set_up = silent.on_tear_down = nullptr;
    const Recorded other = Director(system_, silent, *make()).run();
    const auto difference = first_difference(written(run.operations), written(other.operations));
    if (!difference) return judged(std::move(run));
    JudgedWorkload differs{std::move(run), {}};
    differs.failure = Failure::other_run;
    differs.result.checker = "determinism";
    differs.result.conclusion = {
        Verdict::invalid, "not deterministic: two runs with the same seed differ: " + *difference};
    return differs;
}

void WorkloadExperiment::begin_keeping(DirectorOptions& how, const RunStart& start) {
    if (!keeper_) return;
    keeper_->begin(start.is_replay);
    how.listener.on_invoke = [this](const history::Invocation& invocation) {
        keeper_->invoke(invocation);
        if (options_.on_invoke) options_.on_invoke(invocation);
    };
    how.listener.on_complete = [this](const history::Completion& completion) {
        keeper_->complete(completion);
        if (options_.on_complete) options_.on_complete(completion);
    };
    if (system_.type.node_logs == nullptr) return;
    how.on_set_up = [this](void* system) { keeper_->follow(system_.type.node_logs(system)); };
    how.on_tear_down = [this](void*) { keeper_->take_logs(); };
}

JudgedWorkload WorkloadExperiment::judged(Recorded recorded) const {
    JudgedWorkload run{std::move(recorded), {}};
    if (!run.recorded.broke.empty()) {
        const std::string what = "the system failed: " + run.recorded.broke;
        return broken(std::move(run), what);
    }
    const auto& operations = run.recorded.operations;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        if (operations[i].ending != Ending::threw || resolved_.exceptions_unknown) continue;
        run.result.checker = "exceptions";
        run.result.conclusion = {Verdict::invalid, to_string(operations[i])};
        run.result.violations = {i};
        run.failure = Failure::exception;
        return run;
    }
    std::map<StepId, std::size_t> place_of;
    for (std::size_t i = 0; i < operations.size(); ++i) place_of[run.recorded.steps[i]] = i;
    std::vector<std::size_t> places;
    for (const AnyEntry& entry : run.recorded.history.entries) places.push_back(place_of[entry.id]);
    run.result = workload_.checker({operations, run.recorded.history, places, system_.vocabulary});
    if (run.result.verdict() == Verdict::invalid) run.failure = Failure::wrong_answer;
    if (run.result.verdict() == Verdict::unknown) run.failure = Failure::undecided;
    // What a call showed counts for more than what was to come of it.
    if (run.failure != Failure::none || run.recorded.unfinished.empty()) return run;
    const std::string what = run.recorded.unfinished;
    return broken(std::move(run), what);
}

/// The calls that were running when it broke are to blame.
JudgedWorkload WorkloadExperiment::broken(JudgedWorkload run, const std::string& what) const {
    run.failure = Failure::broken;
    run.result = {.checker = "system"};
    run.result.conclusion = {Verdict::invalid, what};
    const auto& operations = run.recorded.operations;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        if (operations[i].ending == Ending::crashed) run.result.violations.push_back(i);
    }
    return run;
}

void WorkloadExperiment::tell(const JudgedWorkload& run, const AnyTimedProgram& program,
                              const RunStart& start) {
    if (!keeper_ && !options_.after_run) return;
    const Tree tree = timed_program_tree(program, system_.vocabulary);
    if (keeper_) keeper_->end({run.recorded.operations, run.result, tree, start.seed});
    if (!options_.after_run) return;
    options_.after_run(
        {start, run.recorded.operations, run.result, tree, run.recorded.failed_faults});
}

std::optional<Outline> WorkloadExperiment::accept(AnyTimedProgram program, JudgedWorkload run) {
    if (run.failure == Failure::none) return std::nullopt;
    if (run.failure == Failure::undecided && resolved_.allow_unknown) return std::nullopt;
    issued_ = size_of(program);
    take_faults(program, run.recorded.program);
    ran_program_ = program;
    failed_program_ = repaired(trimmed(std::move(program), run));
    failed_ = std::move(run);
    return pool_.outline_of(failed_program_);
}

Outline WorkloadExperiment::reseeded(const Outline& outline, std::uint64_t number) const {
    Outline other = outline;
    if (other_seeds_ && system_.type.takes_seed)
        other.seed = Seed{outline.seed}.child(number).value;
    return other;
}

Attempt WorkloadExperiment::run(const Outline& outline) {
    if (before_run_) before_run_(outline);
    auto program = program_of(outline);
    const RunStart start{name_, seed_, runs_, true};
    if (options_.before_run) options_.before_run(start);
    DirectorOptions how = how_to_run(Seed{}, program.seed);
    begin_keeping(how, start);
    auto run = perform([&] { return std::make_unique<Replaying>(program); }, how);
    tell(run, program, start);
    if (only_ && *only_ != run.failure) return {};
    const auto failed = accept(std::move(program), std::move(run));
    if (!failed) return {};
    return {true, *failed, false};
}

void WorkloadExperiment::before_each_run(std::function<void(const Outline&)> note) {
    before_run_ = std::move(note);
}

Shrunk WorkloadExperiment::shrink(const Outline& start, const Shrinking& how) {
    auto often = how;
    if (!is_scheduled()) often.keep_rate = 0.5;
    return shrink_run(*this, start, often);
}

std::set<StepId> WorkloadExperiment::blamed() const {
    std::set<StepId> steps;
    for (const std::size_t violation : failed_.result.violations) {
        steps.insert(failed_.recorded.steps[violation]);
    }
    return steps;
}

// -- programs as outlines

void WorkloadExperiment::repair(Outline& outline) {
    outline = pool_.outline_of(repaired(program_of(outline)));
}

Outline WorkloadExperiment::renumbered(const Outline& outline) {
    return pool_.outline_of(tidied(program_of(outline)));
}

/// A model says nothing of the states between calls that run beside each other.
std::vector<std::uint64_t> WorkloadExperiment::states(const Outline& outline) {
    std::vector<std::uint64_t> all(outline.prefix.size() + 1);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    return all;
}

namespace {

const Schema& no_schema() {
    static const Schema none;
    return none;
}

}  // namespace

Tree WorkloadExperiment::arguments(StepKey key) {
    const AnyCommand* command = pool_.step(key).command();
    return command == nullptr ? Tree() : command->command.tree();
}

const Schema& WorkloadExperiment::schema(StepKey key) {
    const AnyCommand* command = pool_.step(key).command();
    return command == nullptr ? no_schema() : command->type->schema();
}

std::optional<StepKey> WorkloadExperiment::with_arguments(StepKey key, const Tree& arguments) {
    AnyTimedStep step = pool_.step(key);
    auto* command = std::get_if<AnyCommand>(&step.what);
    if (command == nullptr) return std::nullopt;
    try {
        command->command = command->type->type->read(arguments);
    } catch (const BadValue&) {
        return std::nullopt;
    }
    return pool_.intern(step);
}

const Schema& WorkloadExperiment::initial_schema() { return no_schema(); }

// -- files and texts

Tree WorkloadExperiment::program_tree(const Outline& outline) const {
    return timed_program_tree(program_of(outline), system_.vocabulary);
}

Outline WorkloadExperiment::read_program(const Tree& tree) {
    auto program = read_timed_program(tree, system_.vocabulary);
    clients_ = program.clients;
    return pool_.outline_of(program);
}

EventList WorkloadExperiment::events() const {
    const Recorded& recorded = failed_.recorded;
    std::map<StepId, const AnyEntry*> entries;
    for (const AnyEntry& entry : recorded.history.entries) entries[entry.id] = &entry;
    std::vector<const AnyEntry*> calls;
    for (const StepId step : recorded.steps) {
        const auto entry = entries.find(step);
        calls.push_back(entry == entries.end() ? nullptr : entry->second);
    }
    return events_of(recorded.operations, calls, {system_.vocabulary, system_.encoding});
}

/// Runs the failing program once more, with diagnostics; no listener hears of that run.
Diagnostics WorkloadExperiment::diagnostics_of_failure() {
    if (system_.type.log == nullptr || !is_scheduled()) return {};
    Replaying source(ran_program_);
    DirectorOptions how = how_to_run(Seed{}, ran_program_.seed);
    how.listener = {};
    how.diagnostics = {.log = true, .picture = true};
    Recorded run = Director(system_, std::move(how), source).run();
    const bool same = written(run.operations) == written(failed_.recorded.operations);
    return same ? std::move(run.diagnostics) : Diagnostics{};
}

FailureText WorkloadExperiment::failure_text() const {
    FailureText text;
    const auto& operations = failed_.recorded.operations;
    std::map<std::string, std::size_t> on;  // the faults whose end has not come
    for (std::size_t i = 0; i < operations.size(); ++i) {
        const history::Operation& operation = operations[i];
        if (operation.invoked > end_of_failure(failed_)) continue;
        const bool blamed =
            std::count(failed_.result.violations.begin(), failed_.result.violations.end(), i) != 0;
        if (operation.by_nemesis() && operation.function.starts_with("stop-")) {
            const auto begun = on.find(operation.function.substr(5) + to_string(operation.value));
            if (begun != on.end()) text.calls[begun->second].returned = operation.returned;
            continue;
        }
        DrawnCall& call = text.calls.emplace_back();
        call.invoked = operation.invoked;
        call.returned = operation.returned;
        call.command = operation.function;
        if (!operation.key.is_nothing()) call.command += " " + to_string(operation.key);
        if (!operation.value.is_nothing()) call.command += " " + to_string(operation.value);
        if (blamed) call.mark = Mark::non_linearizable;
        if (operation.by_nemesis()) {
            ++text.faults;
            call.who = "nemesis";
            call.returned = never;
            call.command.erase(0, std::string_view("start-").size());
            on[call.command.substr(0, call.command.find(' ')) + to_string(operation.value)] =
                text.calls.size() - 1;
        } else {
            call.who = "worker " + std::to_string(operation.process % clients_ + 1);
            call.outcome = outcome_text(operation);
            if (!operation.value.is_nothing() && operation.answer == operation.value)
                call.outcome.clear();
        }
    }
    text.concurrent = true;
    return text;
}

}  // namespace sm::detail::inline workload

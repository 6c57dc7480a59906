#include "check/any_experiment.hpp"

#include <sm/program/validity.hpp>
#include <sm/value/to_string.hpp>

#include <algorithm>
#include <exception>
#include <memory>
#include <utility>

#include "check/failure_text.hpp"
#include "check/message.hpp"
#include "check/program_tree.hpp"
#include "program/planning.hpp"
#include "program/shortcut.hpp"

namespace sm::detail::inline check {
namespace {

/// Whether the call began after the non-linearizable one had returned.
bool begins_after_violation(const JudgedRun& run, const AnyEntry& entry) {
    if (!run.judged.violation) return false;
    return entry.invoked > run.history.entries[*run.judged.violation].returned;
}

/// What a worker finds; it may be abandoned with it.
struct WorkersFind {
    WorkersFind(const UnderTest& test, const ProgramShape& shape, bool exceptions_unknown)
        : search(test, shape, exceptions_unknown) {}

    SequentialSearch search;
    bool found = false;
    std::exception_ptr error;
};

/// The program without what did not run or had no part in the failure.
AnyProgram trimmed(AnyProgram program, const JudgedRun& run) {
    const auto& entries = run.history.entries;
    const auto ran = [&](const AnyStep& step) {
        return std::any_of(entries.begin(), entries.end(), [&](const AnyEntry& entry) {
            return entry.id == step.id && !begins_after_violation(run, entry);
        });
    };
    const auto trim = [&](AnySteps& steps) {
        std::erase_if(steps, [&](const AnyStep& step) { return !ran(step); });
    };
    trim(program.prefix);
    for (auto& branch : program.branches) trim(branch);
    std::erase_if(program.branches, [](const AnySteps& branch) { return branch.empty(); });
    return program;
}

}  // namespace

AnyExperiment::AnyExperiment(const UnderTest& test, const Options& options)
    : test_(test),
      options_(options),
      shape_{options.length, options.workers, options.swarm,
             test.system.takes_seed || !std::holds_alternative<Threads>(options.interleavings)},
      executor_(test, options.command_time_limit, options.exceptions_unknown),
      isolated_(options.fork),
      statistics_(test.vocabulary.names) {}

// -- new programs

std::optional<Outline> AnyExperiment::explore(Exploration& plan) {
    const auto& system = test_.system;
    const bool plain_object =
        system.client == nullptr && system.scheduler == nullptr && system.finish == nullptr;
    if (plain_object && shape_.workers <= 1 && !isolated_ && !is_controlled())
        return explore_in_one_go(plan);
    return explore_one_by_one(plan);
}

std::optional<Outline> AnyExperiment::explore_in_one_go(Exploration& plan) {
    WorkerPool pool;
    while (plan.next < plan.end) {
        const auto result =
            std::make_shared<WorkersFind>(test_, shape_, options_.exceptions_unknown);
        result->search.current = plan.next;
        pool.start([result, plan](RunningCall& running) {
            try {
                const bool found = result->search.run(plan, running);
                if (!running.abandoned()) result->found = found;
            } catch (...) {
                result->error = std::current_exception();
            }
        });
        bool stuck = false;
        pool.wait(
            options_.command_time_limit,
            [&](const WorkerPool::Ended& ended) { stuck = ended.abandoned; }, plan.look);
        if (!stuck && result->error) std::rethrow_exception(result->error);
        plan.next = result->search.current + 1;
        if (auto failed = after_search(result->search, stuck, result->found)) return failed;
        if (!stuck && !result->found) return std::nullopt;
    }
    return std::nullopt;
}

/// Judges the program that ended a search; none if it is after all to be passed.
std::optional<Outline> AnyExperiment::after_search(SequentialSearch& search, bool stuck,
                                                   bool found) {
    if (stuck) search.abandon(options_.command_time_limit);
    statistics_.add(search.statistics);
    statistics_.count_discards(search.generator.discards());
    if (!stuck && !found) return std::nullopt;
    AnyHistory history{search.execution.program.initial, std::move(search.worker_run.entries)};
    return accept(search.execution.program, executor_.judged(std::move(history)));
}

std::optional<Outline> AnyExperiment::explore_one_by_one(Exploration& plan) {
    ProgramGenerator generator(test_.vocabulary, shape_);
    AnyProgram program;
    std::optional<Outline> failed;
    while (!failed && plan.next < plan.end && !(plan.stop != nullptr && plan.stop->load())) {
        generator.draw(Random(Seed{plan.seed}.child(plan.next).value), program);
        if (plan.on_trial != nullptr) plan.on_trial->store(plan.next, std::memory_order_relaxed);
        auto run = is_controlled() ? explore_schedules(program, plan) : run_once(program);
        ++plan.next;
        count_run(statistics_, run, test_.vocabulary);
        if (is_cut_short(run)) statistics_.count_cut_short();
        if (plan.tally != nullptr) {
            plan.tally->programs.fetch_add(1, std::memory_order_relaxed);
            plan.tally->calls.fetch_add(run.history.entries.size(), std::memory_order_relaxed);
            plan.tally->discards.store(generator.discards(), std::memory_order_relaxed);
        }
        if (plan.look) plan.look();
        failed = accept(program, std::move(run));
    }
    statistics_.count_discards(generator.discards());
    return failed;
}

/// A call that never answers takes a plain object along, and what was to come after it.
bool AnyExperiment::is_cut_short(const JudgedRun& run) const {
    const auto& entries = run.history.entries;
    return test_.system.client == nullptr &&
           std::any_of(entries.begin(), entries.end(),
                       [](const AnyEntry& entry) { return entry.ending == Ending::timed_out; });
}

Outline AnyExperiment::draw(std::uint64_t seed, std::uint64_t number) {
    AnyProgram program;
    ProgramGenerator(test_.vocabulary, shape_)
        .draw(Random(Seed{seed}.child(number).value), program);
    return pool_.outline_of(program);
}

// -- programs as outlines

void AnyExperiment::repair(Outline& outline) {
    auto program = pool_.program_of(outline);
    detail::repair(program, test_.vocabulary);
    outline = pool_.outline_of(program);
}

Outline AnyExperiment::renumbered(const Outline& outline) {
    return pool_.outline_of(numbered_in_order(pool_.program_of(outline)));
}

std::vector<std::uint64_t> AnyExperiment::states(const Outline& outline) {
    const auto program = pool_.program_of(outline);
    Any model = program.initial;
    std::vector<std::uint64_t> all{pool_.intern_model(model)};
    for (const auto& step : program.prefix) {
        plan(step, model);
        all.push_back(pool_.intern_model(model));
    }
    return all;
}

std::optional<Outline> AnyExperiment::shortcut(const Outline& outline, std::size_t end) {
    const auto program = pool_.program_of(outline);
    if (end == program.prefix.size() && program.branches.empty()) {
        Any last = program.initial;
        for (const auto& step : program.prefix) plan(step, last);
        if (test_.vocabulary.invariant_holds(last)) return std::nullopt;
    }
    const auto shorter = detail::shortcut(program, end, test_.vocabulary);
    if (!shorter) return std::nullopt;
    return pool_.outline_of(*shorter);
}

// -- arguments

Tree AnyExperiment::arguments(StepKey key) { return pool_.step(key).command.tree(); }

const Schema& AnyExperiment::schema(StepKey key) { return pool_.step(key).type->schema(); }

std::optional<StepKey> AnyExperiment::with_arguments(StepKey key, const Tree& arguments) {
    const AnyStep& step = pool_.step(key);
    try {
        return pool_.intern({step.id, step.type, step.type->type->read(arguments)});
    } catch (const BadValue&) {
        return std::nullopt;
    }
}

std::vector<StepId> AnyExperiment::references(StepKey key) {
    return references_of(pool_.step(key));
}

StepKey AnyExperiment::with_references(StepKey key, const std::vector<StepId>& references) {
    AnyStep step = pool_.step(key);
    auto next = references.begin();
    for_each_reference(step, [&](StepId& id, const void*) { id = *next++; });
    return pool_.intern(step);
}

Tree AnyExperiment::initial(const Outline& outline) { return pool_.model(outline.initial).tree(); }

const Schema& AnyExperiment::initial_schema() { return test_.vocabulary.model.schema(); }

std::optional<std::uint32_t> AnyExperiment::with_initial(const Tree& model) {
    const ModelType& type = test_.vocabulary.model;
    if (type.draw == nullptr) return std::nullopt;  // the only initial model is the default one
    try {
        return pool_.intern_model(type.type->read(model));
    } catch (const BadValue&) {
        return std::nullopt;
    }
}

// -- runs

JudgedRun AnyExperiment::run_once(const AnyProgram& program) {
    if (isolated_) return executor_.run_isolated(program);
    const bool twice = options_.check_determinism && test_.system.scheduler != nullptr;
    return twice ? executor_.run_twice(program) : executor_.run(program);
}

Outline AnyExperiment::reseeded(const Outline& outline, std::uint64_t number) const {
    Outline other = outline;
    if (test_.system.takes_seed) other.seed = Seed{outline.seed}.child(number).value;
    return other;
}

Attempt AnyExperiment::run(const Outline& outline) {
    if (before_run_) before_run_(outline);
    const auto program = pool_.program_of(outline);
    auto run = is_controlled() || program.schedule ? try_again(program) : run_once(program);
    if (only_ && *only_ != run.judged.failure) return {};
    const bool at_last_step =
        run.judged.failure != Failure::broken && run.judged.failure != Failure::other_run;
    const auto failed = accept(program, std::move(run));
    return failed ? Attempt{true, *failed, at_last_step} : Attempt{};
}

void AnyExperiment::before_each_run(std::function<void(const Outline&)> note) {
    before_run_ = std::move(note);
}

/// The failing program, unless its only fault is a verdict that an option lets pass.
std::optional<Outline> AnyExperiment::accept(const AnyProgram& program, JudgedRun run) {
    if (!fails(run)) return std::nullopt;
    return keep_failure(program, std::move(run));
}

Outline AnyExperiment::keep_failure(const AnyProgram& program, JudgedRun run) {
    ran_program_ = program;
    failed_program_ = trimmed(program, run);
    failed_program_.schedule = {.switches = {}, .decides = false};
    if (run.interleaving) failed_program_.schedule = run.interleaving->schedule;
    failed_ = std::move(run);
    return pool_.outline_of(failed_program_);
}

bool AnyExperiment::fails(const JudgedRun& run) const {
    if (run.judged.failure == Failure::undecided && options_.allow_unknown) return false;
    return run.judged.failure != Failure::none;
}

bool AnyExperiment::repeats(const Outline& outline) const {
    return outline.branches.empty() || is_controlled() || outline.schedule != 0 ||
           test_.system.scheduler != nullptr;
}

// -- files and texts

std::vector<std::string> AnyExperiment::command_names() const { return test_.vocabulary.tags; }

Tree AnyExperiment::program_tree(const Outline& outline) const {
    return detail::program_tree(pool_.program_of(outline), test_.vocabulary);
}

Outline AnyExperiment::read_program(const Tree& tree) {
    return pool_.outline_of(read_program_tree(tree, test_.vocabulary));
}

EventList AnyExperiment::events() const {
    return events_of(failed_.history, test_.call_encoding());
}

history::Operations AnyExperiment::operations() const {
    return operations_of(failed_.history, test_.encoding);
}

history::CheckResult AnyExperiment::result() const {
    const AnyCheckedHistory& judged = failed_.judged;
    const bool by_model =
        judged.failure == Failure::wrong_answer || judged.failure == Failure::undecided;
    history::CheckResult result{
        .checker = by_model ? "linearizable by the model" : "the run itself",
        .conclusion = judged.conclusion};
    if (by_model)
        result.algorithm = test_.vocabulary.is_partitioned ? "search, key by key" : "search";
    if (result.conclusion.reason.empty())
        result.conclusion.reason =
            headline(judged.failure, judged.conclusion, !failed_program_.branches.empty());
    if (!judged.violation) return result;
    result.violations = {*judged.violation};
    if (judged.before.has_value())
        result.details.add("model before it", Tree::text(to_string(judged.before.tree())));
    return result;
}

FailureText AnyExperiment::failure_text() const {
    return failure_text_of(failed_, test_.vocabulary,
                           {ran_program_.branches.size(), failed_program_.branches.size()});
}

Diagnostics AnyExperiment::diagnostics_of_failure() {
    if (test_.system.log == nullptr || test_.system.scheduler == nullptr || isolated_) return {};
    return executor_.diagnostics_of(ran_program_, failed_.history);
}

}  // namespace sm::detail::inline check

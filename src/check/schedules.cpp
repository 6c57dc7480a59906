#include <utility>

#include "check/any_experiment.hpp"
#include "schedule/strategies.hpp"

namespace sm::detail::inline check {
namespace {

/// What is tried of a program that does not fail under the schedule that is known to make it fail,
/// or a larger one that it came from.
constexpr AllSchedules few{.preemptions = 2, .schedules = 300};

/// What is tried to find a schedule with fewer switches for the smallest program.
constexpr AllSchedules fewest{.preemptions = 3, .schedules = 3000};

bool always() { return true; }

}  // namespace

bool AnyExperiment::is_controlled() const {
    return !std::holds_alternative<Threads>(options_.interleavings);
}

/// The program's seed decides what is left to chance. The last run.
JudgedRun AnyExperiment::explore_schedules(const AnyProgram& program, const Exploration& plan) {
    const auto strategy = strategy_for(options_.interleavings, program.seed.child("schedules"));
    auto run = try_schedules(program, *strategy, [&] {
        ++schedules_.tried;
        if (plan.look) plan.look();
        return plan.stop == nullptr || !plan.stop->load();
    });
    const auto* const all = dynamic_cast<const ExhaustiveStrategy*>(strategy.get());
    const bool is_only_one = run.interleaving->decisions == 0;
    if (is_only_one || (all != nullptr && all->complete())) ++schedules_.exhausted;
    return run;
}

/// Until it fails, there is none left, or `go_on` says no; the last run.
JudgedRun AnyExperiment::try_schedules(const AnyProgram& program, Strategy& strategy,
                                       const std::function<bool()>& go_on) {
    JudgedRun run;
    while (strategy.begin()) {
        run = executor_.run(program, &strategy);
        if (!go_on() || fails(run) || run.interleaving->decisions == 0) break;
    }
    return run;
}

JudgedRun AnyExperiment::try_again(const AnyProgram& program) {
    if (!program.schedule) {
        const auto strategy = strategy_for(options_.interleavings, program.seed.child("schedules"));
        return try_schedules(program, *strategy, always);
    }
    ReplayStrategy known(program.schedule);
    auto run = try_schedules(program, known, always);
    if (fails(run) || run.interleaving->decisions == 0) return run;
    ExhaustiveStrategy others(few);
    return try_schedules(program, others, always);
}

Shrunk AnyExperiment::shrink(const Outline& start, const Shrinking& how) {
    Shrunk shrunk = sm::shrink(*this, start, how);
    if (shrunk.best.schedule != 0)
        shrunk.best = with_fewer_switches(std::move(shrunk.best), shrunk.executions);
    return shrunk;
}

/// The schedule with the fewest preemptions that fails, if it is found; else one from which no
/// switch can be taken away.
Outline AnyExperiment::with_fewer_switches(Outline best, std::uint64_t& executions) {
    const auto adopt = [&](JudgedRun run, const AnyProgram& program) {
        if (!fails(run) || (only_ && *only_ != run.judged.failure)) return false;
        best = keep_failure(program, std::move(run));
        return true;
    };
    const auto count = [&] { return ++executions > 0; };
    auto program = pool_.program_of(best);
    const std::size_t known = program.schedule.switches.size();
    ExhaustiveStrategy simplest(fewest);
    auto run = try_schedules(program, simplest, count);
    const bool is_simpler = run.interleaving->schedule.switches.size() <= known;
    if (is_simpler && adopt(std::move(run), program)) return best;
    for (std::size_t left = known; left-- > 0;) {
        program = pool_.program_of(best);
        auto& switches = program.schedule.switches;
        if (left >= switches.size()) continue;
        switches.erase(switches.begin() + static_cast<std::ptrdiff_t>(left));
        ReplayStrategy shorter(program.schedule);
        adopt(try_schedules(program, shorter, count), program);
    }
    return best;
}

}  // namespace sm::detail::inline check

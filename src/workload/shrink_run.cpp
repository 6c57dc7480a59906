#include <sm/base/misuse.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <limits>
#include <map>
#include <optional>

#include "shrink/passes.hpp"
#include "workload/narrower.hpp"
#include "workload/workload_experiment.hpp"

namespace sm::detail::inline workload {
namespace {

using Program = AnyTimedProgram;

/// Of few steps each can be looked at by itself.
constexpr std::size_t few = 40;

class ShrinkRun {
 public:
    ShrinkRun(WorkloadExperiment& experiment, const Outline& start, const Shrinking& how)
        : experiment_(experiment), search_(experiment, start, how) {}

    Shrunk shrink() {
        keep_keys_of_failure();
        drop_all_faults();
        close_gaps();
        keep_the_end();
        return polish();
    }

    /// In virtual time what is not done costs little, so that the boldest guesses come first.
    Shrunk shrink_simulated() {
        keep_a_short_end();
        keep_keys_of_failure();
        drop_all_faults();
        close_gaps();
        keep_the_end();
        return polish();
    }

 private:
    Shrunk polish() {
        one_after_the_other();
        for (bool better = true; better && !search_.exhausted();) {
            better = drop_steps(search_);
            better |= one_after_the_other();
            better |= shorten_waits();
            better |= narrow_faults();
            better |= simplify_arguments(search_);
        }
        return search_.result();
    }

    /// Long runs have too many steps to be put together each time that one of them is looked at.
    const Program& best() {
        if (best_of_ != search_.best()) {
            best_of_ = search_.best();
            best_ = experiment_.program_of(best_of_);
        }
        return best_;
    }

    bool offer_smaller(Program program) {
        return search_.offer_smaller(experiment_.outline_of(program)) == Offer::adopted;
    }
    bool offer_simpler(Program program) {
        return search_.offer_simpler(experiment_.outline_of(program)) == Offer::adopted;
    }

    /// What is about other keys has no part in it, where keys are independent.
    void keep_keys_of_failure() {
        const auto blamed = experiment_.blamed();
        std::vector<Any> keys;
        for (const AnyTimedStep& step : best().steps) {
            if (const auto key = key_of(step); key && blamed.contains(step.id))
                keys.push_back(*key);
        }
        if (keys.empty()) return;
        Program program = best();
        std::erase_if(program.steps, [&](const AnyTimedStep& step) {
            const auto key = key_of(step);
            return key && std::none_of(keys.begin(), keys.end(),
                                       [&](const Any& one) { return equal_values(one, *key); });
        });
        offer_smaller(std::move(program));
    }

    static std::optional<Any> key_of(const AnyTimedStep& step) {
        const AnyCommand* command = step.command();
        if (command == nullptr || command->type->partition == nullptr) return std::nullopt;
        return command->type->partition(command->command.data());
    }

    void drop_all_faults() {
        Program program = best();
        std::erase_if(program.steps,
                      [](const AnyTimedStep& step) { return step.fault() != nullptr; });
        offer_smaller(std::move(program));
    }

    /// Nothing waits for longer than this, but for what is under way.
    static Program with_gaps_closed(Program program, Duration longest) {
        std::uint32_t phase = std::numeric_limits<std::uint32_t>::max();
        Duration before{};
        Duration cut{};
        for (AnyTimedStep& step : program.steps) {
            if (step.when.phase != phase) before = cut = Duration{};
            phase = step.when.phase;
            const Duration at = step.when.at;
            cut += std::max(at - before - longest, Duration{});
            before = at;
            step.when.at = at - cut;
        }
        return program;
    }

    bool close_gaps() {
        using namespace std::chrono_literals;
        bool better = false;
        for (const Duration longest : std::array<Duration, 5>{0ns, 10ms, 100ms, 500ms, 1s}) {
            if (offer_simpler(with_gaps_closed(best(), longest))) return true;
        }
        return better;
    }

    /// Only the last steps, and the faults that are on by then.
    void keep_the_end() {
        std::size_t kept = 8;
        const auto size = [&] { return best().steps.size(); };
        for (; kept < size() && !search_.exhausted(); kept *= 2) {
            if (!offer_smaller(last_steps(best(), kept))) continue;
            close_gaps();
            return;
        }
    }

    /// Likewise, with all waits shortened at once, and only as far as it is a bold guess.
    void keep_a_short_end() {
        using namespace std::chrono_literals;
        for (std::size_t kept = 8; kept < best().steps.size() / 2 && !search_.exhausted();
             kept *= 2) {
            if (offer_smaller(with_gaps_closed(last_steps(best(), kept), 1s))) return;
        }
    }

    static Program last_steps(Program program, std::size_t kept) {
        const std::size_t first = program.steps.size() - kept;
        std::vector<StepId> healed;
        for (std::size_t i = 0; i < first; ++i) {
            if (const Healing* healing = program.steps[i].healing())
                healed.push_back(healing->fault);
        }
        std::size_t place = 0;
        std::erase_if(program.steps, [&](const AnyTimedStep& step) {
            if (place++ >= first) return false;
            return step.fault() == nullptr ||
                   std::count(healed.begin(), healed.end(), step.id) != 0;
        });
        return program;
    }

    /// Each step in a phase of its own: if that fails too, nothing has to overlap or to wait. Else
    /// as far as can be, since what overlaps goes another way each time.
    bool one_after_the_other() {
        if (is_apart(best())) return false;
        Program program = as_they_began(best());
        std::uint32_t phase = 0;
        for (AnyTimedStep& step : program.steps) {
            step.when.phase = phase++;
            step.when.at = Duration{};
        }
        bool better = offer_simpler(std::move(program));
        for (std::size_t i = 1; i < best().steps.size() && best().steps.size() <= few; ++i) {
            if (search_.exhausted()) break;
            if (shares_phase(best(), i)) better |= offer_simpler(with_phase_from(best(), i));
        }
        return better;
    }

    /// In the order in which the steps began when it failed: what is due at one moment begins in
    /// any.
    Program as_they_began(Program program) const {
        std::map<StepId, std::size_t> place_of;
        for (const StepId step : experiment_.failed().recorded.steps)
            place_of.emplace(step, place_of.size());
        const auto ran = [&](const AnyTimedStep& step) { return place_of.contains(step.id); };
        if (!std::all_of(program.steps.begin(), program.steps.end(), ran)) return program;
        std::stable_sort(program.steps.begin(), program.steps.end(),
                         [&](const AnyTimedStep& a, const AnyTimedStep& b) {
                             return place_of[a.id] < place_of[b.id];
                         });
        return program;
    }

    static bool is_apart(const Program& program) {
        for (std::size_t i = 0; i < program.steps.size(); ++i) {
            if (program.steps[i].when.at != Duration{}) return false;
            if (i > 0 && shares_phase(program, i)) return false;
        }
        return true;
    }

    static bool shares_phase(const Program& program, std::size_t place) {
        return program.steps[place].when.phase == program.steps[place - 1].when.phase;
    }

    /// The phase ends before this step, and the next one begins with it.
    static Program with_phase_from(Program program, std::size_t place) {
        const When when = program.steps[place].when;
        for (std::size_t i = place; i < program.steps.size(); ++i) {
            AnyTimedStep& step = program.steps[i];
            if (step.when.phase == when.phase) step.when.at -= when.at;
            ++step.when.phase;
        }
        return program;
    }

    bool shorten_waits() {
        bool better = close_gaps();
        for (std::size_t i = 0; i < best().steps.size() && best().steps.size() <= few; ++i) {
            while (!search_.exhausted() && i < best().steps.size() && shorten_wait(i))
                better = true;
        }
        return better;
    }

    /// The step at this place, and those of its phase after it, sooner by all or half of its wait.
    bool shorten_wait(std::size_t place) {
        constexpr Duration short_enough = std::chrono::milliseconds{1};
        const Program program = best();
        const When when = program.steps[place].when;
        const bool is_first = place == 0 || program.steps[place - 1].when.phase != when.phase;
        const Duration wait = is_first ? when.at : when.at - program.steps[place - 1].when.at;
        if (wait < short_enough) return false;
        return offer_simpler(sooner(program, place, wait)) ||
               offer_simpler(sooner(program, place, wait / 2));
    }

    static Program sooner(Program program, std::size_t place, Duration by) {
        const auto phase = program.steps[place].when.phase;
        for (std::size_t i = place; i < program.steps.size(); ++i) {
            if (program.steps[i].when.phase == phase) program.steps[i].when.at -= by;
        }
        return program;
    }

    bool narrow_faults() {
        bool better = false;
        for (std::size_t i = 0; i < best().steps.size() && !search_.exhausted(); ++i) {
            while (!search_.exhausted() && i < best().steps.size() && narrow_fault(i))
                better = true;
        }
        return better;
    }

    bool narrow_fault(std::size_t place) {
        if (best().steps[place].fault() == nullptr) return false;
        const Program program = best();
        const Fault* fault = program.steps[place].fault();
        for (const Fault& less : narrower(*fault)) {
            Program candidate = program;
            candidate.steps[place].what = less;
            try {
                if (offer_simpler(std::move(candidate))) return true;
            } catch (const Misuse&) {
                // What is left of its arguments makes no fault.
            }
        }
        return false;
    }

    WorkloadExperiment& experiment_;
    ShrinkSearch search_;
    Outline best_of_;
    Program best_;
};

}  // namespace

namespace {

/// How often a smaller program fails in another world is not known before it is tried.
constexpr FailureRate rate_over_seeds{1, 4};
/// Runs without progress: they are short by then.
constexpr std::uint64_t stall_over_seeds = 20'000;

/// What is left of the budget goes to other seeds: a smaller program has the simulated world throw
/// its dice in another order, and by the seed of the run it may pass where it fails by others.
Shrunk shrink_simulated_run(WorkloadExperiment& experiment, const Outline& start,
                            const Shrinking& how) {
    Clock& clock = how.clock == nullptr ? steady() : *how.clock;
    const Duration began = clock.now();
    Shrinking exact = how;
    exact.budget.time = how.budget.time / 2;
    const Shrunk first = ShrinkRun(experiment, start, exact).shrink_simulated();

    Shrinking over_seeds = how;
    over_seeds.deterministic = false;
    over_seeds.seeded = true;
    over_seeds.rate = rate_over_seeds;
    over_seeds.budget.stall = stall_over_seeds;
    over_seeds.budget.time = how.budget.time - (clock.now() - began);
    over_seeds.budget.executions -= std::min(first.executions, how.budget.executions);
    over_seeds.on_progress = [&](const Outline& best, std::uint64_t executions) {
        if (how.on_progress) how.on_progress(best, first.executions + executions);
    };
    experiment.try_other_seeds(true);
    Shrunk second = ShrinkRun(experiment, first.best, over_seeds).shrink_simulated();
    experiment.try_other_seeds(false);
    second.executions += first.executions;
    return second;
}

}  // namespace

Shrunk shrink_run(WorkloadExperiment& experiment, const Outline& start, const Shrinking& how) {
    return experiment.is_scheduled() ? shrink_simulated_run(experiment, start, how)
                                     : ShrinkRun(experiment, start, how).shrink();
}

}  // namespace sm::detail::inline workload

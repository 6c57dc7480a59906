#include <sm/base/misuse.hpp>
#include <sm/check/detail/current_test.hpp>
#include <sm/shrink/programs.hpp>
#include <sm/value/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <optional>
#include <random>

#include "check/black_box.hpp"
#include "check/experiment.hpp"
#include "check/keeping.hpp"
#include "check/message.hpp"
#include "check/progress.hpp"
#include "run/execution.hpp"
#include "shrink/rate.hpp"

namespace sm::detail::inline check {
namespace {

/// Several checks in one test, or in one program without a framework, are told apart by number.
std::string unique_name(const Options& options) {
    if (!options.name.empty()) return options.name;
    std::string name = framework().test_name == nullptr ? "" : framework().test_name();
    int before = 0;
    if (name.empty()) {
        static std::atomic<int> checks = 0;
        before = checks++;
        name = "check";
    } else if (framework().checks_before != nullptr) {
        before = framework().checks_before();
    }
    return before == 0 ? name : fmt::format("{}.{}", name, before + 1);
}

std::uint64_t entropy() {
    std::random_device device;
    return (std::uint64_t{device()} << 32 | device()) % 1'000'000'000'000ULL;
}

/// Executions that measure how often a failure shows; more where it is rare and they cost little.
constexpr std::uint64_t measuring_runs = 20;
constexpr std::uint64_t most_measuring_runs = 500;
/// Runs without progress that end shrinking where chance has a seed: such systems are simulated, a
/// run costs little, and many seeds are tried with one program.
constexpr std::uint64_t stall_of_seeded = 20'000;
constexpr Duration measuring_time = std::chrono::milliseconds{500};

/// Executions after which a program that failed each time is taken to do so always: of one that
/// repeats itself, or may take long; and of others.
constexpr std::uint64_t look = 2;
constexpr std::uint64_t close_look = 5;

/// How long a kept failure that passes is run again, so that it may be retired.
constexpr Duration retiring_time = std::chrono::seconds{2};
constexpr int least_retiring_runs = 20;

class Investigation {
 public:
    Investigation(Experiment& experiment, const Options& options)
        : experiment_(experiment),
          options_(options),
          name_(unique_name(options)),
          progress_(name_),
          seed_(options.seed.value_or(entropy())),
          began_(steady().now()),
          keeping_(experiment, options, summary_, name_) {
        summary_.name = name_;
        summary_.seed = seed_;
        experiment_.be_named(name_);
    }

    ReportSummary run() {
        const auto dead = BlackBox::take_dead(options_.corpus, name_);
        BlackBox box(options_.corpus, name_, drawn_from(seed_));
        experiment_.before_each_run([&](const Outline& outline) {
            if (box.number() != nullptr)
                box.write_program(to_json(experiment_.program_tree(outline)));
        });
        try {
            if (!options_.replay.empty()) {
                replay_file();
            } else if (!replay_kept() && !recover(dead)) {
                box.forget_program();
                search(box);
            }
        } catch (const SetUpFailed& failed) {
            system_failed("could not be made", failed.what());
        } catch (const TearDownFailed& failed) {
            system_failed("could not be torn down", failed.what());
        }
        summary_.schedules = experiment_.schedules().tried;
        summary_.exhausted = experiment_.schedules().exhausted;
        summary_.executions += std::max(summary_.programs, summary_.schedules);
        summary_.statistics = experiment_.statistics();
        if (framework().record != nullptr) framework().record(summary_);
        return std::move(summary_);
    }

 private:
    // -- where failing programs come from

    void replay_file() {
        const store::FailureFile kept = read_kept(options_.replay);
        if (kept.test != name_) {
            pass(fmt::format("{}: not run, as {} is a failure of {}\n", name_, options_.replay,
                             kept.test));
            return;
        }
        const Outline outline = outline_of(kept, options_.replay);
        const int passes = passes_before_failing(kept, outline);
        if (!failing_) {
            pass(fmt::format("{}: {} passes now, {}\n", name_, options_.replay,
                             how_sure(kept, outline, passes)));
            return;
        }
        conclude_kept(kept, options_.replay, "in " + options_.replay);
    }

    /// Runs what earlier runs kept; true if one of them still fails.
    bool replay_kept() {
        for (const std::string& path : keeping_.corpus().files()) {
            std::optional<store::FailureFile> kept;
            Outline outline;
            try {
                kept = read_kept(path);
                if (kept->test != name_) continue;  // of a test whose folder has the same name
                outline = outline_of(*kept, path);
            } catch (const Misuse& unreadable) {
                keeping_.corpus().set_aside(path, unreadable.what());
                note(fmt::format("{} was set aside: {}", path, unreadable.what()));
                continue;
            }
            const int passes = passes_before_failing(*kept, outline);
            if (failing_) {
                conclude_kept(*kept, path, "again in the failure kept in " + path);
                return true;
            }
            if (passes >= passes_wanted(*kept, outline)) {
                keeping_.corpus().retire(path);
                note(fmt::format("{} passes now and was retired", path));
            } else {
                note(fmt::format("{} passes now, {}, and is kept", path,
                                 how_sure(*kept, outline, passes)));
            }
        }
        return false;
    }

    /// A run of this test that died abandoned what it was at; true if that still fails.
    bool recover(const std::vector<LastSeen>& dead) {
        for (const LastSeen& seen : dead) {
            if (seen.program.empty() && !(seen.drawn_from == drawn_from(seen.drawn_from.seed))) {
                note(
                    "an earlier run of this test died; its last program cannot be drawn again, "
                    "since the "
                    "options differ");
                continue;
            }
            const auto outline = program_of(seen);
            if (outline && crashes(*outline, seen.drawn_from.seed)) return true;
        }
        return false;
    }

    std::optional<Outline> program_of(const LastSeen& seen) {
        try {
            if (seen.program.empty()) return experiment_.draw(seen.drawn_from.seed, seen.number);
            return experiment_.read_program(parse_json(seen.program));
        } catch (const std::runtime_error& unreadable) {
            note(fmt::format("the last program of an earlier run that died cannot be read: {}",
                             unreadable.what()));
            return std::nullopt;
        }
    }

    /// Runs the program in a child, since it has taken a process along before.
    bool crashes(const Outline& outline, std::uint64_t seed) {
        experiment_.isolate(true);
        ++summary_.executions;
        const Attempt attempt = experiment_.run(outline);
        if (attempt.failed) {
            summary_.seed = seed;
            conclude(attempt.reached, "", false,
                     "in the last program of an earlier run, which died");
            return true;
        }
        experiment_.isolate(options_.fork);
        return false;
    }

    void search(BlackBox& box) {
        Tally tally;
        std::atomic<bool> stop{false};
        Exploration plan;
        plan.seed = seed_;
        plan.end = options_.programs;
        plan.stop = &stop;
        plan.on_trial = box.number();
        plan.tally = &tally;
        plan.look = [&] {
            progress_.searching(tally, options_.programs);
            const bool over =
                options_.time_limit > Duration{} && steady().now() - began_ >= options_.time_limit;
            if (over) stop.store(true);
        };
        const auto found = explore(plan);
        summary_.programs = experiment_.statistics().programs();
        if (found) {
            const auto schedules = experiment_.schedules().tried;
            const auto after = schedules == 0 ? "" : fmt::format(", in schedule {}", schedules);
            conclude(*found, "", false,
                     fmt::format("in program {} of {}{} (seed {})", summary_.programs,
                                 options_.programs, after, summary_.seed));
        } else {
            pass_or_miss_a_label();
        }
    }

    /// What is wrong with the test's own code is told with the seed that shows it.
    std::optional<Outline> explore(Exploration& plan) {
        try {
            return experiment_.explore(plan);
        } catch (const Misuse& misuse) {
            throw Misuse(fmt::format("{}: {} (seed {})", name_, misuse.what(), seed_));
        }
    }

    // -- what becomes of them

    Outline outline_of(const store::FailureFile& kept, const std::string& path) {
        try {
            return experiment_.read_program(kept.program);
        } catch (const std::runtime_error& bad) {
            throw Misuse(fmt::format(
                "{}: its program does not fit the commands of {}: {}. Replay it with the commands "
                "that it was found with, or delete it.",
                path, name_, bad.what()));
        }
    }

    /// Whether it fails each time: it has done so, and nothing about it is left to chance.
    bool fails_always(const store::FailureFile& kept, const Outline& outline) const {
        return kept.rate.failures >= kept.rate.runs && experiment_.repeats(outline);
    }

    /// So many passes in a row as would have shown the failure with a probability of 99 %.
    int passes_wanted(const store::FailureFile& kept, const Outline& outline) const {
        if (fails_always(kept, outline)) return 1;
        return passes_to_believe(cautious(kept.rate), 0.01, 100'000);
    }

    std::string how_sure(const store::FailureFile& kept, const Outline& outline, int passes) const {
        std::string times = fmt::format("{} {} in a row", passes, passes == 1 ? "time" : "times");
        if (passes >= passes_wanted(kept, outline)) return times;
        return fmt::format(
            "{}; a program that failed {} of {} times does so with a probability of {:.0f} %",
            times, kept.rate.failures, kept.rate.runs,
            100 * std::pow(1 - cautious(kept.rate), passes));
    }

    /// Runs it until it fails, which `failing_` tells, or has passed as often as its rate asks for
    /// or there is time; how often it passed.
    int passes_before_failing(const store::FailureFile& kept, const Outline& outline) {
        if (kept.failure == Failure::crash) experiment_.isolate(true);
        const int enough = passes_wanted(kept, outline);
        const auto start = steady().now();
        int passes = 0;
        for (; passes < enough; ++passes) {
            if (passes >= least_retiring_runs && steady().now() - start > retiring_time) break;
            ++summary_.executions;
            const Attempt attempt = experiment_.run(outline);
            if (attempt.failed) {
                failing_ = attempt.reached;
                return passes;
            }
        }
        experiment_.isolate(options_.fork);
        return passes;
    }

    /// Of a failure that was kept: also its seed, and its rate until that is measured again.
    void conclude_kept(const store::FailureFile& kept, const std::string& path,
                       const std::string& found) {
        summary_.seed = kept.seed;
        summary_.failure_rate = kept.rate;
        conclude(*failing_, path, kept.shrunk, found);
    }

    /// Shrinks the failing program, which has just failed, and tells of it.
    void conclude(const Outline& failing, const std::string& path, bool shrunk,
                  const std::string& found) {
        summary_.failure = experiment_.failure();
        const ProgramSize issued = experiment_.size_as_issued(failing);
        summary_.first_size = issued.calls;
        summary_.first_faults = issued.faults;
        experiment_.only(summary_.failure);
        const Tree program = experiment_.program_tree(failing);
        summary_.failure_file = path.empty() ? keeping_.corpus().path_for(program) : path;
        if (experiment_.abandons_workers()) experiment_.isolate(true);
        best_ = failing;
        keeping_.keep_found(best_);
        keeping_.save(best_, false);
        bool finished = shrunk;
        try {
            const bool plain = best_.branches.empty() || experiment_.repeats(best_);
            summary_.failure_rate = measure(best_, plain ? look : close_look);
            if (!shrunk && options_.shrink.executions > 0) finished = shrink_best();
        } catch (const std::exception& trouble) {
            note(fmt::format(
                "shrinking ended early, so that the program shown may be larger than need be: {}",
                trouble.what()));
        }
        summary_.conclusion = experiment_.conclusion();
        summary_.shrunk = finished;
        keeping_.save(best_, finished);
        summary_.command_line = reproduction_line(summary_);
        keeping_.keep_last(best_);
        summary_.message = notes_ + failure_message(summary_, experiment_.failure_text(), found);
    }

    /// Numbers the smallest program from 1, if it still fails so; the history shown is then of such
    /// a run.
    void tidy_best() {
        const Outline tidy = experiment_.renumbered(best_);
        if (tidy == best_) return;
        FailureRate& rate = summary_.failure_rate;
        const int enough = passes_to_believe(rate.value());
        for (int run = 0; run < enough; ++run) {
            ++summary_.executions;
            ++rate.runs;
            const Attempt attempt = experiment_.run(tidy);
            if (!attempt.failed) continue;
            ++rate.failures;
            best_ = attempt.reached;
            return;
        }
    }

    /// True if shrinking came to its end.
    bool shrink_best() {
        Shrinking how;
        how.budget.executions = options_.shrink.executions;
        how.budget.time = options_.shrink.time;
        how.rate = rate_over_seeds();
        if (is_seeded()) how.budget.stall = stall_of_seeded;
        how.seeded = is_seeded();
        how.deterministic = !is_seeded() && experiment_.repeats(best_);
        how.on_progress = [&](const Outline& best, std::uint64_t executions) {
            best_ = best;
            summary_.shrink_executions = executions;
            keeping_.save(best_, false);
            progress_.shrinking(best.size(), executions);
        };
        const Shrunk result = experiment_.shrink(best_, how);
        best_ = result.best;
        summary_.shrink_executions = result.executions;
        summary_.executions += result.executions;
        summary_.failure_rate = measure(best_, experiment_.repeats(best_) ? look : close_look);
        tidy_best();
        return result.finished;
    }

    /// One that fails each time is taken to do so always after `sure` runs.
    FailureRate measure(const Outline& outline, std::uint64_t sure) {
        return measure(sure, [&](std::uint64_t) { return outline; });
    }

    bool is_seeded() const { return experiment_.reseeded(best_, 1) != best_; }

    /// How often smaller programs can be expected to fail whose seeds mean something else.
    FailureRate rate_over_seeds() {
        if (!is_seeded()) return summary_.failure_rate;
        return measure(close_look,
                       [&](std::uint64_t run) { return experiment_.reseeded(best_, run); });
    }

    /// The program has just failed once, which is run 0; `nth` makes what to run next.
    FailureRate measure(std::uint64_t sure, const std::function<Outline(std::uint64_t)>& nth) {
        FailureRate rate{1, 1};
        const auto start = steady().now();
        const auto enough = [&] {
            const Duration took = steady().now() - start;
            if (rate.failures == rate.runs && rate.runs >= sure) return true;
            if (rate.failures >= 5 || took > options_.shrink.time / 4) return true;
            return rate.runs >= (took < measuring_time ? most_measuring_runs : measuring_runs);
        };
        for (; !enough(); ++rate.runs) {
            ++summary_.executions;
            if (experiment_.run(nth(rate.runs)).failed) ++rate.failures;
        }
        return rate;
    }

    // -- passes

    void pass(const std::string& text) {
        summary_.passed = true;
        summary_.message = notes_ + text;
    }

    void pass_or_miss_a_label() {
        const Statistics& seen = experiment_.statistics();
        std::string missed;
        for (const std::string& label : options_.require) {
            if (!seen.labels().contains(label))
                missed += (missed.empty() ? "\"" : "\", \"") + label;
        }
        const std::string text = fmt::format("{}: {}{}", name_, seen.text(), schedules_text());
        if (missed.empty()) {
            pass(text);
            return;
        }
        summary_.conclusion = {Verdict::unknown,
                               "required labels that no call had: " + missed + "\""};
        summary_.failure = Failure::undecided;
        summary_.command_line = reproduction_line(summary_);
        summary_.message = fmt::format(
            "{}: no call of {} programs had the required label {}\"\n"
            "  Draw more of the commands that lead to it (weight, gen), or run more programs.\n{}",
            name_, summary_.programs, missed, notes_ + text);
    }

    std::string schedules_text() const {
        const ScheduleCount count = experiment_.schedules();
        if (count.tried == 0) return {};
        return fmt::format("  {} schedules; for {} programs all schedules within the bound\n",
                           count.tried, count.exhausted);
    }

    void system_failed(const std::string& how, const std::string& reason) {
        summary_.passed = false;
        summary_.failure = Failure::undecided;
        summary_.conclusion = {Verdict::unknown,
                               fmt::format("the system under test {}: {}", how, reason)};
        summary_.command_line = reproduction_line(summary_);
        summary_.message = fmt::format("{}{}: {}\n", notes_, name_, summary_.conclusion.reason);
    }

    void note(const std::string& text) { notes_ += fmt::format("{}: {}\n", name_, text); }

    DrawnFrom drawn_from(std::uint64_t seed) const {
        return {seed, options_.length, options_.workers, options_.swarm ? 1U : 0U};
    }

    Experiment& experiment_;
    const Options& options_;
    ReportSummary summary_;
    std::string name_;
    Progress progress_;
    std::uint64_t seed_;  ///< of new programs
    Duration began_;
    std::optional<Outline> failing_;
    Outline best_;  ///< the smallest that fails
    std::string notes_;
    Keeping keeping_;
};

}  // namespace

Framework& framework() {
    static Framework only;
    return only;
}

ReportSummary investigate(Experiment& experiment, const Options& options) {
    return Investigation(experiment, options).run();
}

}  // namespace sm::detail::inline check

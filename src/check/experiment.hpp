#pragma once
/// One test with its types erased, as the compiled loop sees it.

#include <sm/check/options.hpp>
#include <sm/check/report.hpp>
#include <sm/history/check_result.hpp>
#include <sm/history/operation.hpp>
#include <sm/judge/explanation.hpp>
#include <sm/shrink/programs.hpp>
#include <sm/shrink/subject.hpp>
#include <sm/value/tree.hpp>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "history/call_events.hpp"
#include "run/recording.hpp"

namespace sm::detail::inline check {

/// What a look at a running search shows; written by the worker, read by whoever prints.
struct Tally {
    std::atomic<std::uint64_t> programs{0};
    std::atomic<std::uint64_t> calls{0};
    std::atomic<std::uint64_t> discards{0};
};

/// Which programs to run, and when to stop.
struct Exploration {
    std::uint64_t seed = 0;
    std::uint64_t next = 0;                          ///< the number of the next program
    std::uint64_t end = 0;                           ///< the number after the last
    std::atomic<bool>* stop = nullptr;               ///< time is up
    std::atomic<std::uint64_t>* on_trial = nullptr;  ///< where the program that runs is noted
    std::function<void()> look;                      ///< called several times a second
    Tally* tally = nullptr;
};

/// How much a program does.
struct ProgramSize {
    std::uint64_t calls = 0;
    std::uint64_t faults = 0;
};

/// The failing history as a person reads it.
struct FailureText {
    std::string initial;                 ///< the initial model, if it is not the default one
    std::vector<DrawnCall> calls;        ///< in the order in which they began
    std::uint64_t faults = 0;            ///< how many of them are faults
    std::vector<LinearizedCall> prefix;  ///< the linearized calls, and their effects on the model
    std::string refusal;             ///< why the non-linearizable call cannot come next; else empty
    std::vector<std::string> turns;  ///< of workers, under controlled scheduling
    bool concurrent = false;
};

/// How many interleavings of the programs of a search were tried, under controlled scheduling.
struct ScheduleCount {
    std::uint64_t tried = 0;
    std::uint64_t exhausted = 0;  ///< programs of which none is left to try
};

/// Programs of one variant of commands on systems that one `make` makes.
class Experiment : public Subject {
 public:
    /// Runs programs until one does not pass or they are all run; the failing one, if any.
    virtual std::optional<Outline> explore(Exploration& plan) = 0;

    /// The program that this seed and number decide.
    virtual Outline draw(std::uint64_t seed, std::uint64_t number) = 0;

    /// Whether each program runs in a child process, so that a crash is a failure like another.
    virtual void isolate(bool in_child) = 0;

    virtual ScheduleCount schedules() const { return {}; }

    /// Called before each `run`, so that what runs can be noted down.
    virtual void before_each_run(std::function<void(const Outline&)> note) = 0;

    /// From now on only this failure counts as one; none: any.
    virtual void only(Failure failure) = 0;

    /// Of the last run that failed.
    virtual Conclusion conclusion() const = 0;
    virtual Failure failure() const = 0;
    /// `failing` is its program, without what came after the failure; that counts here.
    virtual ProgramSize size_as_issued(const Outline& failing) const { return {failing.size(), 0}; }
    /// Whether it left a thread of this process in a call forever.
    virtual bool abandons_workers() const = 0;
    virtual FailureText failure_text() const = 0;
    /// What the system tells of that run; empty if it tells nothing, or cannot be run the same way
    /// again.
    virtual Diagnostics diagnostics_of_failure() { return {}; }
    /// Its history, as events and as operations, and what was found out about that.
    virtual EventList events() const = 0;
    virtual history::Operations operations() const = 0;
    virtual history::CheckResult result() const = 0;

    virtual Tree program_tree(const Outline& outline) const = 0;
    /// Throws BadValue if the tree is no program of these commands.
    virtual Outline read_program(const Tree& tree) = 0;

    /// Whether the program goes each time as it went before, as far as can be told from it: nothing
    /// in it runs beside anything else.
    virtual bool repeats(const Outline& outline) const { return outline.branches.empty(); }

    /// The passes that suit its programs.
    virtual Shrunk shrink(const Outline& start, const Shrinking& how) {
        return sm::shrink(*this, start, how);
    }

    /// Whether it keeps its runs in a store by itself, and where the last one that it kept is.
    virtual bool keeps_runs() const { return false; }
    virtual std::filesystem::path run_directory() const { return {}; }

    /// Gives it the name of the test, before anything else.
    virtual void be_named(const std::string&) {}

    virtual const Statistics& statistics() const = 0;
    virtual std::vector<std::string> command_names() const = 0;
};

/// The loop: failures kept from earlier runs, then new programs; shrinks and tells what fails.
ReportSummary investigate(Experiment& experiment, const Options& options);

}  // namespace sm::detail::inline check

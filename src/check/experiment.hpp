#pragma once
/// One test with its types erased, as the compiled loop sees it.

#include <sm/check/options.hpp>
#include <sm/check/report.hpp>
#include <sm/judge/explanation.hpp>
#include <sm/shrink/programs.hpp>
#include <sm/shrink/subject.hpp>
#include <sm/value/tree.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace sm::detail {

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
    std::atomic<std::uint64_t>* on_trial = nullptr;  ///< where the program on trial is noted
    std::function<void()> look;                      ///< called several times a second
    Tally* tally = nullptr;
};

/// The failing history as a person reads it.
struct FailureText {
    std::string initial;                ///< the initial model, if it is not the default one
    std::vector<DrawnCall> calls;       ///< in the order in which they began
    std::vector<ExplainedCall> prefix;  ///< what can be explained, with what it did to the model
    std::string refusal;                ///< why the call that cannot be explained is none here
    bool concurrent = false;
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

    /// Called before each `run`, so that what is on trial can be noted down.
    virtual void before_each_run(std::function<void(const Outline&)> note) = 0;

    /// From now on only this failure counts as one; none: any.
    virtual void only(Failure failure) = 0;

    /// Of the last run that failed.
    virtual Judgement judgement() const = 0;
    virtual Failure failure() const = 0;
    /// Whether it left a thread of this process in a call for ever.
    virtual bool leaves_workers_behind() const = 0;
    virtual FailureText failure_text() const = 0;
    virtual Tree history_tree() const = 0;

    virtual Tree program_tree(const Outline& outline) const = 0;
    /// Throws BadValue if the tree is no program of these commands.
    virtual Outline read_program(const Tree& tree) = 0;

    /// The passes that suit its programs.
    virtual Shrunk shrink(const Outline& start, const Shrinking& how) {
        return sm::shrink(*this, start, how);
    }

    virtual const Statistics& statistics() const = 0;
    virtual std::vector<std::string> command_names() const = 0;
};

/// The loop: failures kept from earlier runs, then new programs; shrinks and tells what fails.
Findings investigate(Experiment& experiment, const Options& options);

}  // namespace sm::detail

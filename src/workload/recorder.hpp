#pragma once
/// Records a run while it goes on: as a program that can be run again, and as a history.

#include <sm/history/encoding.hpp>
#include <sm/history/writer.hpp>
#include <sm/workload/timed_program.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "run/recording.hpp"

namespace sm::detail::inline workload {

/// A run as it went.
struct Recorded {
    AnyTimedProgram program;
    AnyHistory history;                      ///< the calls, by invocation
    history::Operations operations;          ///< the calls and what the nemesis did, by invocation
    std::vector<StepId> steps;               ///< of each operation
    std::vector<std::string> failed_faults;  ///< faults that could not be injected, or undone
    std::string broke;                       ///< what the system threw otherwise than in a call
    std::string unfinished;                  ///< what it threw once all calls had ended
    Diagnostics diagnostics;                 ///< as requested
};

/// Who hears of the run while it goes on.
struct RunListener {
    std::function<void(const history::Invocation&)> on_invoke{};
    std::function<void(const history::Completion&)> on_complete{};
    std::function<void(const std::string&)> say{};  ///< hears the lines of the run's log
};

class Recorder {
 public:
    Recorder(const Encoding& encoding, RunListener listener)
        : encoding_(encoding), listener_(std::move(listener)) {}

    /// The time that all others are counted from.
    void begin(Timestamp start) { start_ = start; }

    /// A step that begins now, so long after the start. Where the run was quiet, nothing being
    /// under way, a new phase begins with it, from when the last thing ended. `known` is the step
    /// that is run again, or null.
    StepId note(const AnyTimedStep* known, When when, bool was_quiet,
                decltype(AnyTimedStep::what) what);
    /// Something ended, so long after the start.
    void note_end(Duration at) { last_end_ = at; }

    void call_began(const AnyEntry& call) const;
    void call_ended(AnyEntry call);
    void fault_began(const history::Operation& operation) const;
    /// A fault, or its end, by the step that it was.
    void fault_ended(StepId step, history::Operation operation);
    void add_failed_fault(std::string text) { recorded_.failed_faults.push_back(std::move(text)); }
    void say(const std::string& text) const {
        if (listener_.say) listener_.say(text);
    }

    /// In order.
    Recorded take(int clients, Seed seed, Any initial);

 private:
    Duration since_start(Timestamp timestamp) const { return Duration{timestamp - start_}; }

    const Encoding& encoding_;
    RunListener listener_;
    Timestamp start_ = 0;
    Recorded recorded_;
    std::vector<std::pair<history::Operation, StepId>> faults_;
    StepId next_id_ = 1;
    std::uint32_t phase_ = 0;
    Duration phase_began_{};
    Duration last_end_{};
};

}  // namespace sm::detail::inline workload

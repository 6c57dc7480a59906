#pragma once
/// One run in real time: clients and a nemesis do what a source gives, and all is recorded.

#include <sm/workload/check_workload.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "run/execution.hpp"
#include "run/worker_pool.hpp"
#include "workload/source.hpp"

namespace sm::detail::inline workload {

struct LiveOptions {
    int clients = 1;
    Duration command_limit = std::chrono::seconds{10};
    Random random{0};  ///< for the generator
    std::function<void(const history::Invocation&)> on_invoke;
    std::function<void(const history::Completion&)> on_complete;
    std::function<void(const std::string&)> say;  ///< hears the lines of the run's log
};

/// A run as it went.
struct Recorded {
    AnyTimedProgram program;
    AnyHistory history;                 ///< the calls, by invocation
    history::Operations operations;     ///< the calls and what the nemesis did, by invocation
    std::vector<StepId> steps;          ///< of each operation
    std::vector<std::string> troubles;  ///< faults that could not be injected, or undone
};

/// Directs one run, on the thread that calls it.
class LiveRun {
 public:
    LiveRun(const WorkloadSystem& system, LiveOptions options, Source& source);

    /// Throws SetUpFailed, TearDownFailed, and Misuse for acts that make no sense here. The system
    /// is torn down, and faults are undone, on every way out.
    Recorded run();

 private:
    struct Flight;
    struct Deed;
    /// A fault that is on.
    struct On {
        std::shared_ptr<std::uint64_t> number{};  ///< the injector's, known when it has struck
        sm::Fault fault{};
        Duration due = forever;  ///< when it is to be undone
    };

    bool step();
    void wait_for_something(Duration until);
    void begin(Given given);
    void issue(Given given);
    void strike(Given given);
    void heal(Given given);
    void heal_when_due();
    void heal_these(const std::vector<StepId>& faults, Act act, const AnyTimedStep* step);
    StepId record(const AnyTimedStep* step, Worker worker, decltype(AnyTimedStep::what) what);
    void take_off(std::shared_ptr<Flight> flight, WorkerPool::Job job);
    void nemesis_does(Act act, std::vector<Deed> deeds);
    void landed(const WorkerPool::Ended& ended);
    void call_landed(Flight& flight, bool abandoned);
    void nemesis_landed(Flight& flight);
    void tell(Event::Kind kind, Worker worker, const Act& act);
    void tell_of_begin(const history::Operation& operation) const;
    void tell_of_end(const history::Operation& operation) const;
    void wake();
    WorkerRun& give_lane(int process);
    const CommandType& type_of(const Any& command) const;
    fault::Injector& injector() const;
    void end(std::exception_ptr& wrong);
    Duration now() const;

    const WorkloadSystem& system_;
    LiveOptions options_;
    Source& source_;
    std::shared_ptr<Execution> execution_;
    AnySteps no_steps_;
    WorkerPool pool_;
    Context context_;
    Timestamp start_ = 0;
    std::vector<WorkerRun*> lanes_;                           ///< of each client
    std::map<std::size_t, std::shared_ptr<Flight>> flights_;  ///< by job
    std::multimap<Duration, Worker> sleeping_;                ///< until when
    std::map<StepId, On> faults_;                             ///< by the step that struck
    Recorded recorded_;
    history::Operations nemesis_;
    std::vector<StepId> nemesis_steps_;
    StepId next_id_ = 1;
    Duration phase_began_{};  ///< when the last thing of the phase before ended
    Duration last_end_{};
    std::uint32_t phase_ = 0;
    bool stopped_ = false;
};

}  // namespace sm::detail::inline workload

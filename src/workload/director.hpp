#pragma once
/// One run: clients and a nemesis do what a source gives, on whatever their tasks run on, and all
/// is recorded.

#include <sm/workload/check_workload.hpp>

#include <chrono>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "run/execution.hpp"
#include "workload/recorder.hpp"
#include "workload/source.hpp"
#include "workload/task_runner.hpp"

namespace sm::detail::inline workload {

struct DirectorOptions {
    int clients = 1;
    Duration command_limit = std::chrono::seconds{10};
    Random random{0};  ///< for the generator
    Seed seed{};       ///< of the system's own chance, where it takes one
    DiagnosticsRequest diagnostics{};
    RunListener listener{};
    /// Hear of the system when it is there, and before it is torn down.
    std::function<void(void* system)> on_set_up{};
    std::function<void(void* system)> on_tear_down{};
};

/// Decides what begins, when, and who is free. It is one piece of code for real systems and for
/// simulated ones: what its tasks run on, and what time it is, the TaskRunner says.
class Director {
 public:
    Director(const WorkloadSystem& system, DirectorOptions options, Source& source);
    ~Director();
    Director(const Director&) = delete;
    Director& operator=(const Director&) = delete;

    /// Throws SetUpFailed, TearDownFailed, and Misuse for acts that make no sense here. The system
    /// is torn down, and faults are undone, on every way out.
    Recorded run();

 private:
    struct Call;
    struct FaultTask;
    /// What a worker does.
    struct InFlight {
        std::optional<Act> act{};      ///< whoever gave it is told of its end; none: nobody did
        std::shared_ptr<Call> call{};  ///< of a client
        std::shared_ptr<FaultTask> fault{};  ///< of the nemesis; null: there was nothing to heal
    };
    /// A fault that is on.
    struct Active {
        std::shared_ptr<std::uint64_t> number{};  ///< the injector's, known when it is injected
        sm::Fault fault{};
        Duration due = forever;  ///< when it is to be undone
    };
    /// Faults that the nemesis undoes, one after the other.
    struct HealingTask {
        std::deque<StepId> faults{};
        std::optional<Act> act{};
        const AnyTimedStep* step = nullptr;  ///< that is run again
    };

    void direct();
    template <class Part>
    void attempt(const Part& part);
    bool step();
    void wait_until(Duration until);
    Duration next_of_its_own() const;
    void wake_sleepers();
    void begin(Given given);
    void report(Event::Kind kind, Worker worker, const Act& act);
    StepId note(const AnyTimedStep* known, Worker worker, decltype(AnyTimedStep::what) what);
    void submit(Worker worker, InFlight what, TaskRunner::Task task);
    void finish();
    Recorded recorded();

    // Of clients.
    void issue(Given given);
    void completed(const EndedTask& ended);
    void call_completed(Worker worker, InFlight& flight, EndedTask::How how);
    WorkerRun& add_client(int process);
    const CommandType& type_of(const Any& command) const;
    void note_broken_calls();

    // Of the nemesis.
    void inject(Given given);
    void heal(Given given);
    void heal_when_due();
    void begin_healing(HealingTask task);
    void heal_next();
    void submit_fault(std::shared_ptr<FaultTask> task, std::optional<Act> act);
    void fault_completed(InFlight& flight);
    sm::fault::Injector& injector() const;

    Duration now() const { return Duration{runner_->now() - start_}; }

    const WorkloadSystem& system_;
    DirectorOptions options_;
    Source& source_;
    Recorder recorder_;
    std::shared_ptr<Execution> execution_;
    std::unique_ptr<TaskRunner> runner_;
    AnySteps no_steps_;
    Context context_;
    Timestamp start_ = 0;
    std::vector<WorkerRun*> clients_;
    std::map<Worker, InFlight> in_flight_;
    std::multimap<Duration, Worker> sleeping_;  ///< until when
    std::map<StepId, Active> faults_;           ///< by the step that injected them
    HealingTask healing_;
    std::string unfinished_;
    std::exception_ptr wrong_;  ///< of the test's own
    bool stopped_ = false;
};

}  // namespace sm::detail::inline workload

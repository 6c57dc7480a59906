#pragma once
/// Running one program on one fresh system: the prefix on one worker, then the branches at once.

#include <sm/base/clock.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "run/execution.hpp"
#include "run/worker_pool.hpp"
#include "schedule/interleaver.hpp"

namespace sm::detail::inline run {

/// What a system threw outside of calls.
struct SystemErrors {
    std::string broke{};       ///< by itself, while calls ran
    std::string unfinished{};  ///< once all calls had ended
};

/// A run as it went.
struct Run {
    AnyHistory history;
    bool ended_early = false;        ///< steps were left out: by the observer, or after a time-out
    Diagnostics diagnostics{};       ///< as requested
    SystemErrors errors{};           ///< what the system threw outside of calls
    std::string tear_down_failed{};  ///< what the system's tear_down threw, if it did
    std::optional<Interleaving> interleaving{};  ///< where a strategy decided
};

/// Runs programs, keeping its threads between them.
class Runner {
 public:
    /// `make` is the user's, of the type that the table knows, and must outlive this.
    Runner(const SystemType& type, const void* make, Duration command_limit)
        : type_(type), make_(make), limit_(command_limit) {}

    /// Heard of every call; for runs whose process may die.
    void listen(const Listener* listener) { listener_ = listener; }

    /// From now on systems record a log.
    void record_logs() { requested_.log = true; }
    /// And to draw it.
    void draw_logs() { requested_ = {.log = true, .picture = true}; }

    /// The prefix is followed, and ended where the follower says so. Throws
    /// SetUpFailed with the text of what `make` or `client` threw, and what else keeps the program
    /// from being run or judged; the system is torn down even then. With a strategy, workers take
    /// turns as it decides.
    Run run(const AnyProgram& program, const Follower& follower, Strategy* strategy = nullptr);

 private:
    using Shared = std::shared_ptr<Execution>;
    struct Phase;

    bool run_on_threads(const Shared& execution, const Follower& follower, SystemErrors& errors);
    bool run_scheduled(Execution& execution, const Follower& follower, Scheduler* scheduler,
                       SystemErrors& errors);
    bool run_prefix(const Shared& execution, const Follower& follower);
    void run_branches(const Shared& execution);
    void start(const std::shared_ptr<Phase>& phase, WorkerRun& worker_run, WorkerPool::Job job);
    void wait(const std::shared_ptr<Phase>& phase);
    void replace(const std::shared_ptr<Phase>& phase, WorkerRun& worker_run);
    WorkerPool::Job going_on(const std::shared_ptr<Phase>& phase, WorkerRun& worker_run) const;

    const SystemType& type_;
    const void* make_;
    Duration limit_;
    const Listener* listener_ = nullptr;
    DiagnosticsRequest requested_;
    WorkerPool pool_;
    std::vector<WorkerRun*> running_;
};

}  // namespace sm::detail::inline run

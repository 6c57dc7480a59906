#pragma once
/// Where the acts of a run come from: a generator, or a program that was recorded.

#include <sm/workload/generator.hpp>
#include <sm/workload/timed_program.hpp>

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace sm::detail::inline workload {

/// What is to be done next.
struct Given {
    Next next;
    /// The step of the recorded program that it is; null of what a generator made up.
    const AnyTimedStep* step = nullptr;
};

class Source {
 public:
    virtual ~Source() = default;
    /// An act that is given is begun.
    virtual Given next(const Context& context) = 0;
    virtual void hear(const Context& context, const Event& event) = 0;
};

class Generating final : public Source {
 public:
    explicit Generating(Generator generator) : generator_(std::move(generator)) {}

    Given next(const Context& context) override;
    void hear(const Context& context, const Event& event) override;

 private:
    Generator generator_;
};

/// Takes the steps of a program when they are due; of several, in their order.
class Replaying final : public Source {
 public:
    /// The program must outlive this.
    explicit Replaying(const AnyTimedProgram& program);

    Given next(const Context& context) override;
    void hear(const Context&, const Event&) override {}

 private:
    /// The steps of one worker in the phase.
    struct WorkerRun {
        std::vector<const AnyTimedStep*> steps;
        std::size_t next = 0;

        const AnyTimedStep& step() const { return *steps[next]; }
    };

    void begin_phase(Duration now);

    const AnyTimedProgram& program_;
    std::size_t place_ = 0;  ///< of the first step of the next phase
    Duration began_{};
    std::map<Worker, WorkerRun> worker_runs_;
    std::size_t left_ = 0;  ///< steps of the phase that have not been given
};

/// The act that a step is; healings are told apart by the step, not by the act.
Act act_of_step(const AnyTimedStep& step);

}  // namespace sm::detail::inline workload

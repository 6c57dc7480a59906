#pragma once
/// A test of commands on systems, all of whose types are known by tables only.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "check/executor.hpp"
#include "check/experiment.hpp"
#include "check/pool.hpp"
#include "check/sequential_search.hpp"

namespace sm::detail::inline check {

class AnyExperiment final : public Experiment {
 public:
    AnyExperiment(const UnderTest& test, const Options& options);

    // New programs.
    std::optional<Outline> explore(Exploration& plan) override;
    Outline draw(std::uint64_t seed, std::uint64_t number) override;

    // Programs as outlines.
    void repair(Outline& outline) override;
    Outline renumbered(const Outline& outline) override;
    std::vector<std::uint64_t> states(const Outline& outline) override;
    std::optional<Outline> shortcut(const Outline& outline, std::size_t end) override;

    // Arguments.
    Tree arguments(StepKey key) override;
    const Schema& schema(StepKey key) override;
    std::optional<StepKey> with_arguments(StepKey key, const Tree& arguments) override;
    StepId id(StepKey key) override { return pool_.step(key).id; }
    std::vector<StepId> references(StepKey key) override;
    StepKey with_references(StepKey key, const std::vector<StepId>& references) override;
    Tree initial(const Outline& outline) override;
    const Schema& initial_schema() override;
    std::optional<std::uint32_t> with_initial(const Tree& model) override;

    // Runs.
    Outline reseeded(const Outline& outline, std::uint64_t number) const override;
    Attempt run(const Outline& outline) override;
    void before_each_run(std::function<void(const Outline&)> note) override;
    void isolate(bool in_child) override { isolated_ = in_child; }
    void only(Failure failure) override { only_ = failure; }
    Conclusion conclusion() const override { return failed_.judged.conclusion; }
    Failure failure() const override { return failed_.judged.failure; }
    bool abandons_workers() const override { return is_cut_short(failed_); }
    bool repeats(const Outline& outline) const override;
    ScheduleCount schedules() const override { return schedules_; }
    Shrunk shrink(const Outline& start, const Shrinking& how) override;
    const Statistics& statistics() const override { return statistics_; }

    // Files and texts.
    std::vector<std::string> command_names() const override;
    Tree program_tree(const Outline& outline) const override;
    Outline read_program(const Tree& tree) override;
    EventList events() const override;
    history::Operations operations() const override;
    history::CheckResult result() const override;
    FailureText failure_text() const override;
    Diagnostics diagnostics_of_failure() override;

    /// For the report.
    const AnyProgram& failed_program() const { return failed_program_; }
    const AnyHistory& failed_history() const { return failed_.history; }

 private:
    std::optional<Outline> explore_in_one_go(Exploration& plan);
    std::optional<Outline> explore_one_by_one(Exploration& plan);
    std::optional<Outline> after_search(SequentialSearch& search, bool stuck, bool found);
    bool is_cut_short(const JudgedRun& run) const;
    JudgedRun run_once(const AnyProgram& program);
    bool is_controlled() const;
    bool fails(const JudgedRun& run) const;
    JudgedRun explore_schedules(const AnyProgram& program, const Exploration& plan);
    JudgedRun try_schedules(const AnyProgram& program, Strategy& strategy,
                            const std::function<bool()>& go_on);
    JudgedRun try_again(const AnyProgram& program);
    Outline with_fewer_switches(Outline best, std::uint64_t& executions);
    std::optional<Outline> accept(const AnyProgram& program, JudgedRun run);
    Outline keep_failure(const AnyProgram& program, JudgedRun run);

    UnderTest test_;
    const Options& options_;
    ProgramShape shape_;
    Executor executor_;
    bool isolated_;
    std::optional<Failure> only_;
    std::function<void(const Outline&)> before_run_;
    Statistics statistics_;
    ScheduleCount schedules_;
    Pool pool_;
    AnyProgram failed_program_;
    AnyProgram ran_program_;  // of which that is what mattered
    JudgedRun failed_;
};

}  // namespace sm::detail::inline check

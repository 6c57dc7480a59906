#pragma once
/// A workload on systems, as the loop of the check sees it: runs that are programs.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "check/experiment.hpp"
#include "store/kept_run.hpp"
#include "workload/director.hpp"
#include "workload/timed_pool.hpp"

namespace sm::detail::inline workload {

/// A run and what its checker says of it.
struct JudgedWorkload {
    Recorded recorded;
    history::CheckResult result;
    Failure failure = Failure::none;
};

class WorkloadExperiment final : public Experiment {
 public:
    WorkloadExperiment(const WorkloadSystem& system, const Workload& workload,
                       const WorkloadOptions& options, const Options& resolved);

    std::optional<Outline> explore(Exploration& plan) override;
    /// Throws std::runtime_error: a run in real time happens once.
    Outline draw(std::uint64_t seed, std::uint64_t number) override;
    void isolate(bool) override {}
    void before_each_run(std::function<void(const Outline&)> note) override;
    void only(Failure failure) override { only_ = failure; }
    Conclusion conclusion() const override { return failed_.result.conclusion; }
    Failure failure() const override { return failed_.failure; }
    ProgramSize size_as_issued(const Outline&) const override { return issued_; }
    /// In the time of a scheduler a program is one run; in real time nothing goes twice the same
    /// way.
    bool repeats(const Outline&) const override { return is_scheduled(); }
    bool abandons_workers() const override { return false; }
    FailureText failure_text() const override;
    EventList events() const override;
    history::Operations operations() const override { return failed_.recorded.operations; }
    history::CheckResult result() const override { return failed_.result; }
    bool keeps_runs() const override { return true; }
    std::filesystem::path run_directory() const override {
        return keeper_ ? keeper_->directory() : std::filesystem::path();
    }
    void be_named(const std::string& name) override;
    Diagnostics diagnostics_of_failure() override;

    void repair(Outline& outline) override;
    Outline renumbered(const Outline& outline) override;
    std::vector<std::uint64_t> states(const Outline& outline) override;
    std::optional<Outline> shortcut(const Outline&, std::size_t) override { return std::nullopt; }
    Tree arguments(StepKey key) override;
    const Schema& schema(StepKey key) override;
    std::optional<StepKey> with_arguments(StepKey key, const Tree& arguments) override;
    StepId id(StepKey key) override { return pool_.step(key).id; }
    std::vector<StepId> references(StepKey) override { return {}; }
    StepKey with_references(StepKey key, const std::vector<StepId>&) override { return key; }
    Tree initial(const Outline&) override { return {}; }
    const Schema& initial_schema() override;
    std::optional<std::uint32_t> with_initial(const Tree&) override { return std::nullopt; }
    Outline reseeded(const Outline& outline, std::uint64_t number) const override;
    Attempt run(const Outline& outline) override;
    Shrunk shrink(const Outline& start, const Shrinking& how) override;

    Tree program_tree(const Outline& outline) const override;
    Outline read_program(const Tree& tree) override;
    const Statistics& statistics() const override { return statistics_; }
    std::vector<std::string> command_names() const override { return system_.vocabulary.tags; }

    // For shrinking and for the report.
    bool is_scheduled() const { return system_.type.scheduler != nullptr; }
    /// Whether programs have other seeds, of what their system leaves to chance.
    void try_other_seeds(bool others) { other_seeds_ = others; }
    AnyTimedProgram program_of(const Outline& outline) const {
        return pool_.program_of(outline, clients_);
    }
    Outline outline_of(const AnyTimedProgram& program) { return pool_.outline_of(program); }
    /// The steps of the calls that show the failure.
    std::set<StepId> blamed() const;
    const AnyTimedProgram& failed_program() const { return failed_program_; }
    const JudgedWorkload& failed() const { return failed_; }

 private:
    using MakeSource = std::function<std::unique_ptr<Source>()>;
    DirectorOptions how_to_run(Seed generator, Seed system) const;
    JudgedWorkload perform(const MakeSource& make, const DirectorOptions& how) const;
    JudgedWorkload judged(Recorded recorded) const;
    JudgedWorkload broken(JudgedWorkload run, const std::string& what) const;
    std::optional<Outline> accept(AnyTimedProgram program, JudgedWorkload run);
    void tell(const JudgedWorkload& run, const AnyTimedProgram& program, const RunStart& start);

    void begin_keeping(DirectorOptions& how, const RunStart& start);

    WorkloadSystem system_;
    const Workload& workload_;
    const WorkloadOptions& options_;
    const Options& resolved_;
    int clients_;
    TimedPool pool_;
    Statistics statistics_;
    std::function<void(const Outline&)> before_run_;
    std::optional<Failure> only_;
    bool other_seeds_ = false;
    AnyTimedProgram failed_program_;
    AnyTimedProgram ran_program_;  ///< of which that is what mattered
    JudgedWorkload failed_;
    std::optional<store::RunKeeper> keeper_;  ///< if runs are to be kept
    std::string name_;
    ProgramSize issued_;  ///< of the failed run
    std::uint64_t seed_ = 0;
    std::uint64_t runs_ = 0;
};

/// The passes for runs: bold guesses first, since each replay takes as long as the run it replays.
Shrunk shrink_run(WorkloadExperiment& experiment, const Outline& start, const Shrinking& how);

}  // namespace sm::detail::inline workload

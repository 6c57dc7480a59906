#pragma once
/// A test of these commands on the systems that this `make` makes.

#include <sm/check/detail/executor.hpp>
#include <sm/check/detail/experiment.hpp>
#include <sm/check/detail/failure_text.hpp>
#include <sm/check/detail/pool.hpp>
#include <sm/check/detail/program_tree.hpp>
#include <sm/check/detail/sequential_search.hpp>
#include <sm/program/shortcut.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sm::detail {

template <class Cmd, class Make>
class TypedExperiment final : public Experiment {
 public:
    using Model = model_of_commands<Cmd>;
    using System = system_of<Make, Model>;

    TypedExperiment(const Make& make, const Options& options)
        : make_(make),
          options_(options),
          shape_{options.length, options.workers, options.swarm},
          executor_(make, options.command_time_limit, options.exceptions_unknown),
          isolated_(options.fork),
          statistics_(Commands<Cmd>::names()) {}

    // -- new programs

    std::optional<Outline> explore(Exploration& plan) override {
        if constexpr (!HasClients<System>) {
            if (shape_.workers <= 1 && !isolated_) return explore_in_one_go(plan);
        }
        return explore_one_by_one(plan);
    }

    Outline draw(std::uint64_t seed, std::uint64_t number) override {
        ProgramGenerator<Cmd> generator(shape_);
        Program<Cmd> program;
        generator.draw(Random(Seed{seed}.child(number).value), program);
        return pool_.outline_of(program);
    }

    // -- programs as outlines

    void repair(Outline& outline) override {
        auto program = pool_.program_of(outline);
        sm::repair(program);
        outline = pool_.outline_of(program);
    }

    std::uint64_t fingerprint(const Outline& outline) override {
        const auto program = numbered_in_order(pool_.program_of(outline));
        std::uint64_t mixed = hash(program.initial);
        const auto mix = [&](const std::vector<Step<Cmd>>& steps, std::uint64_t lane) {
            mixed = combine(mixed, lane);
            for (const auto& step : steps) mixed = combine(mixed, hash(step.command));
        };
        mix(program.prefix, 0);
        for (const auto& branch : program.branches) mix(branch, 1);
        return mixed;
    }

    Outline renumbered(const Outline& outline) override {
        return pool_.outline_of(numbered_in_order(pool_.program_of(outline)));
    }

    std::vector<std::uint64_t> states(const Outline& outline) override {
        const auto program = pool_.program_of(outline);
        Model model = program.initial;
        std::vector<std::uint64_t> all{pool_.intern_model(model)};
        for (const auto& step : program.prefix) {
            plan_step(step, model);
            all.push_back(pool_.intern_model(model));
        }
        return all;
    }

    std::optional<Outline> shortcut(const Outline& outline, std::size_t end) override {
        const auto program = pool_.program_of(outline);
        if (end == program.prefix.size() && program.branches.empty()) {
            Model last = program.initial;
            for (const auto& step : program.prefix) plan_step(step, last);
            if (!breaks_invariant(last)) return std::nullopt;
        }
        const auto shorter = sm::shortcut(program, end);
        if (!shorter) return std::nullopt;
        return pool_.outline_of(*shorter);
    }

    Tree arguments(StepKey key) override {
        return std::visit([](const auto& command) { return to_tree(command); }, pool_.command(key));
    }

    const Schema& schema(StepKey key) override {
        return std::visit([]<class C>(const C&) -> const Schema& { return schema_of<C>(); },
                          pool_.command(key));
    }

    std::optional<StepKey> with_arguments(StepKey key, const Tree& arguments) override {
        const Step<Cmd> step = pool_.step(key);
        try {
            return std::visit(
                [&]<class C>(const C&) {
                    return pool_.intern(
                        {step.id, Cmd(std::in_place_type<C>, from_tree<C>(arguments))});
                },
                step.command);
        } catch (const BadValue&) {
            return std::nullopt;
        }
    }

    Tree initial(const Outline& outline) override { return to_tree(pool_.model(outline.initial)); }
    const Schema& initial_schema() override { return schema_of<Model>(); }

    std::optional<std::uint32_t> with_initial(const Tree& model) override {
        if constexpr (!HasModelGen<Model>) {
            static_cast<void>(model);
            return std::nullopt;  // the only initial model is the default one
        } else {
            try {
                return pool_.intern_model(from_tree<Model>(model));
            } catch (const BadValue&) {
                return std::nullopt;
            }
        }
    }

    // -- runs

    Attempt run(const Outline& outline) override {
        if (before_run_) before_run_(outline);
        const auto program = pool_.program_of(outline);
        auto run = isolated_ ? executor_.run_isolated(program) : executor_.run(program);
        const Failure failure = run.judged.failure;
        if (failure == Failure::none || (only_ && *only_ != failure)) return {};
        return {true, keep_failure(program, std::move(run))};
    }

    void before_each_run(std::function<void(const Outline&)> note) override {
        before_run_ = std::move(note);
    }
    void isolate(bool in_child) override { isolated_ = in_child; }
    void only(Failure failure) override { only_ = failure; }

    Judgement judgement() const override { return failed_.judged.judgement; }
    Failure failure() const override { return failed_.judged.failure; }
    const Statistics& statistics() const override { return statistics_; }

    std::vector<std::string> command_names() const override {
        const auto& names = Commands<Cmd>::names();
        return {names.begin(), names.end()};
    }

    // -- files and texts

    Tree program_tree(const Outline& outline) const override {
        return detail::program_tree(pool_.program_of(outline));
    }

    Outline read_program(const Tree& tree) override {
        return pool_.outline_of(read_program_tree<Cmd>(tree));
    }

    Tree history_tree() const override { return history_tree_of(failed_.history); }

    FailureText failure_text() const override {
        return failure_text_of(failed_, !failed_program_.branches.empty());
    }

    /// For the report.
    const Program<Cmd>& failed_program() const { return failed_program_; }
    const History<Cmd>& failed_history() const { return failed_.history; }

 private:
    std::optional<Outline> explore_in_one_go(Exploration& plan) {
        using Search = SequentialSearch<Cmd, Make>;
        Crew crew;
        while (plan.next < plan.end) {
            auto search = std::make_shared<Search>(make_, shape_, options_.exceptions_unknown);
            search->current = plan.next;
            auto found = std::make_shared<bool>(false);
            auto error = std::make_shared<std::exception_ptr>();
            crew.start([search, found, error, seed = plan.seed, end = plan.end, stop = plan.stop,
                        on_trial = plan.on_trial, tally = plan.tally](Ticket& ticket) {
                try {
                    const bool failed = search->run(seed, end, stop, on_trial, tally, ticket);
                    if (!ticket.left_behind()) *found = failed;
                } catch (...) {
                    *error = std::current_exception();
                }
            });
            bool stuck = false;
            crew.wait(
                options_.command_time_limit,
                [&](const Crew::Ended& ended) { stuck = ended.left_behind; }, plan.look);
            if (!stuck && *error) std::rethrow_exception(*error);
            statistics_.add(search->statistics);
            statistics_.count_discards(search->generator.discards());
            plan.next = search->current + 1;
            if (!stuck && !*found) return std::nullopt;
            if (stuck) {
                mark_timed_out<Cmd>(*search->lane, time_out_reason(options_.command_time_limit));
                statistics_.count_program();
                statistics_.count_cut_short();
            }
            if (auto failed = conclude(*search)) return failed;
        }
        return std::nullopt;
    }

    /// Judges the program that ended a search; none if it is after all to be passed.
    template <class Search>
    std::optional<Outline> conclude(Search& search) {
        History<Cmd> history{search.trial.program.initial, std::move(search.lane->entries)};
        auto run = executor_.judged(std::move(history), true);
        return accept(search.trial.program, std::move(run));
    }

    std::optional<Outline> explore_one_by_one(Exploration& plan) {
        ProgramGenerator<Cmd> generator(shape_);
        Program<Cmd> program;
        for (; plan.next < plan.end && !(plan.stop != nullptr && plan.stop->load()); ++plan.next) {
            generator.draw(Random(Seed{plan.seed}.child(plan.next).value), program);
            if (plan.on_trial != nullptr)
                plan.on_trial->store(plan.next, std::memory_order_relaxed);
            auto run = isolated_ ? executor_.run_isolated(program) : executor_.run(program);
            count_run(statistics_, run);
            if (plan.tally != nullptr) {
                plan.tally->programs.fetch_add(1, std::memory_order_relaxed);
                plan.tally->calls.fetch_add(run.history.entries.size(), std::memory_order_relaxed);
                plan.tally->discards.store(generator.discards(), std::memory_order_relaxed);
            }
            if (plan.look) plan.look();
            if (auto failed = accept(program, std::move(run))) {
                ++plan.next;
                statistics_.count_discards(generator.discards());
                return failed;
            }
        }
        statistics_.count_discards(generator.discards());
        return std::nullopt;
    }

    /// The failing program, unless its only fault is a verdict that an option lets pass.
    std::optional<Outline> accept(const Program<Cmd>& program, JudgedRun<Cmd> run) {
        if (run.judged.failure == Failure::none) return std::nullopt;
        if (run.judged.failure == Failure::undecided && options_.allow_unknown) return std::nullopt;
        return keep_failure(program, std::move(run));
    }

    /// Keeps the run and the program without what had no part in it.
    Outline keep_failure(const Program<Cmd>& program, JudgedRun<Cmd> run) {
        failed_program_ = program;
        const auto ran = [&](const Step<Cmd>& step) {
            const auto at = std::find_if(run.history.entries.begin(), run.history.entries.end(),
                                         [&](const auto& entry) { return entry.id == step.id; });
            return at != run.history.entries.end() && !begins_after_culprit(run, *at);
        };
        const auto trim = [&](std::vector<Step<Cmd>>& steps) {
            std::erase_if(steps, [&](const Step<Cmd>& step) { return !ran(step); });
        };
        trim(failed_program_.prefix);
        for (auto& branch : failed_program_.branches) trim(branch);
        std::erase_if(failed_program_.branches, [](const auto& branch) { return branch.empty(); });
        failed_ = std::move(run);
        return pool_.outline_of(failed_program_);
    }

    /// A call that began after the one that cannot be explained had returned.
    static bool begins_after_culprit(const JudgedRun<Cmd>& run, const Entry<Cmd>& entry) {
        if (!run.judged.culprit) return false;
        return entry.invoked > run.history.entries[*run.judged.culprit].returned;
    }

    const Make& make_;
    const Options& options_;
    ProgramShape shape_;
    Executor<Cmd, Make> executor_;
    bool isolated_;
    std::optional<Failure> only_;
    std::function<void(const Outline&)> before_run_;
    Statistics statistics_;
    Pool<Cmd> pool_;
    Program<Cmd> failed_program_;
    JudgedRun<Cmd> failed_;
};

}  // namespace sm::detail

#pragma once
/// One execution of one program with the verdict on it, here or in a child process.

#include <sm/judge/stepwise.hpp>
#include <sm/run/detail/child.hpp>
#include <sm/run/detail/entry_tree.hpp>
#include <sm/run/parallel.hpp>
#include <sm/value/json.hpp>
#include <sm/value/show.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

namespace sm::detail {

inline constexpr JsonStyle one_line{.indent = 0};

/// A run and what the judge says of it.
template <class Cmd>
struct JudgedRun {
    History<Cmd> history;
    Judged<Cmd> judged;
    bool ended_early = false;
};

/// Runs and judges.
template <class Cmd, class Make>
class Executor {
 public:
    using Model = model_of_commands<Cmd>;

    Executor(const Make& make, Duration command_limit, bool exceptions_unknown)
        : make_(make), limit_(command_limit), exceptions_unknown_(exceptions_unknown) {}

    JudgedRun<Cmd> run(const Program<Cmd>& program) {
        if (!runner_) runner_ = std::make_unique<Runner<Cmd, Make>>(make_, limit_);
        auto watched = run_on(*runner_, program);
        return judged(std::move(watched.history), watched.ended_early);
    }

    JudgedRun<Cmd> run_isolated(const Program<Cmd>& program) {
        runner_.reset();  // its threads would not go along into the child
        History<Cmd> history{program.initial, {}};
        std::string trouble;
        const auto end =
            run_in_child([&](const LineWriter& out) { tell(program, out); },
                         [&](const std::string& line) { hear(program, line, history, trouble); });
        if (!trouble.empty()) throw SetUpFailed(trouble);
        std::stable_sort(history.entries.begin(), history.entries.end(),
                         [](const auto& a, const auto& b) { return a.invoked < b.invoked; });
        if (!end.crashed) return judged(std::move(history), false);
        return crashed(std::move(history), end.reason);
    }

    /// Whether judging can go on after this call; exceptions end the program at once.
    bool goes_on(Ending ending) const { return ending != Ending::threw || exceptions_unknown_; }

    /// The verdict on a history as it stands.
    JudgedRun<Cmd> judged(History<Cmd> history, bool ended_early) const {
        JudgedRun<Cmd> run{std::move(history), {}, ended_early};
        if (const auto thrown = find(run.history, Ending::threw); thrown && !exceptions_unknown_) {
            run.judged = failed(run.history, *thrown, Failure::exception, Verdict::invalid);
            return run;
        }
        run.judged = linearizable(run.history);
        if constexpr (!HasClients<typename Runner<Cmd, Make>::System>) {
            // On a plain object a call that never answers takes the object along, and what was to
            // come after it; nobody can tell whether that would have passed.
            const auto stuck = find(run.history, Ending::timed_out);
            if (stuck && run.judged.judgement.verdict == Verdict::valid) {
                run.judged = failed(run.history, *stuck, Failure::undecided, Verdict::unknown);
            }
        }
        return run;
    }

 private:
    struct Watched {
        History<Cmd> history;
        bool ended_early;
    };

    Watched run_on(Runner<Cmd, Make>& runner, const Program<Cmd>& program) const {
        auto stepwise = std::make_shared<Stepwise<Cmd>>(program.initial);
        auto run = runner.run(program, [this, stepwise](const Entry<Cmd>& entry) {
            return goes_on(entry.ending()) && stepwise->explains(entry);
        });
        return {std::move(run.history), run.ended_early};
    }

    static std::optional<std::size_t> find(const History<Cmd>& history, Ending ending) {
        for (std::size_t i = 0; i < history.entries.size(); ++i) {
            if (history.entries[i].ending() == ending) return i;
        }
        return std::nullopt;
    }

    /// A failure that no judge has to find: the rest of the history is explained as far as it goes.
    static Judged<Cmd> failed(const History<Cmd>& history, std::size_t culprit, Failure failure,
                              Verdict verdict) {
        Judged<Cmd> judged;
        judged.judgement = {verdict, reason_of(history.entries[culprit])};
        judged.failure = failure;
        judged.culprit = culprit;
        judged.before = history.initial;
        for (std::size_t i = 0; i < history.entries.size(); ++i) {
            if (i == culprit || history.entries[i].invoked > history.entries[culprit].invoked)
                continue;
            judged.explained.push_back(i);
            static_cast<void>(explains(history.entries[i], judged.before));
        }
        return judged;
    }

    static std::string reason_of(const Entry<Cmd>& entry) {
        return std::visit(
            [](const auto& call) { return show(call.command) + ": " + call.outcome.reason; },
            entry.call);
    }

    /// In the child: every call as it begins and as it ends.
    void tell(const Program<Cmd>& program, const LineWriter& out) {
        Runner<Cmd, Make> runner(make_, limit_);
        Listener<Cmd> listener{
            [&](StepId id, int worker) {
                Tree began = Tree::record("Began");
                began.add("began", Tree(id));
                began.add("worker", Tree(worker));
                began.add("invoked", Tree(steady_now()));
                out.write(to_json(began, one_line));
            },
            [&](const Entry<Cmd>& entry) { out.write(to_json(outcome_tree(entry), one_line)); }};
        runner.listen(&listener);
        try {
            const auto watched = run_on(runner, program);
            for (const auto& entry : watched.history.entries) {
                if (entry.ending() == Ending::timed_out)
                    out.write(to_json(outcome_tree(entry), one_line));
            }
        } catch (const SetUpFailed& failed) {
            out.write(std::string("!") + failed.what());
        }
        // Workers left behind cannot be joined, and nothing of the child is needed any more.
        ::_exit(0);
    }

    static void hear(const Program<Cmd>& program, const std::string& line, History<Cmd>& history,
                     std::string& trouble) {
        if (line.starts_with('!')) {
            trouble = line.substr(1);
            return;
        }
        const Tree tree = parse_json(line);
        if (const Tree* began = field_of(tree, "began")) {
            const auto id = from_tree<StepId>(*began);
            for_step(program, id, [&](const Step<Cmd>& step) {
                auto& entry = history.entries.emplace_back(entry_for(step));
                entry.worker = from_tree<int>(*field_of(tree, "worker"));
                entry.invoked = from_tree<Stamp>(*field_of(tree, "invoked"));
                set_ending(entry, Ending::crashed, {});
            });
            return;
        }
        const auto id = from_tree<StepId>(*field_of(tree, "id"));
        for (auto& entry : history.entries) {
            if (entry.id == id) read_outcome(tree, entry);
        }
    }

    template <class Use>
    static void for_step(const Program<Cmd>& program, StepId id, Use use) {
        const auto look = [&](const std::vector<Step<Cmd>>& steps) {
            for (const auto& step : steps) {
                if (step.id == id) use(step);
            }
        };
        look(program.prefix);
        for (const auto& branch : program.branches) look(branch);
    }

    static void set_ending(Entry<Cmd>& entry, Ending ending, const std::string& reason) {
        std::visit(
            [&](auto& call) {
                call.outcome.ending = ending;
                call.outcome.reason = reason;
            },
            entry.call);
    }

    /// The calls that were running when the process died are to blame.
    static JudgedRun<Cmd> crashed(History<Cmd> history, const std::string& reason) {
        JudgedRun<Cmd> run{std::move(history), {}, true};
        for (auto& entry : run.history.entries) {
            if (entry.ending() == Ending::crashed) set_ending(entry, Ending::crashed, reason);
        }
        if (const auto culprit = find(run.history, Ending::crashed)) {
            run.judged = failed(run.history, *culprit, Failure::crash, Verdict::invalid);
        } else {
            run.judged.failure = Failure::crash;
        }
        run.judged.judgement = {Verdict::invalid, "the process died: " + reason};
        return run;
    }

    const Make& make_;
    Duration limit_;
    bool exceptions_unknown_;
    std::unique_ptr<Runner<Cmd, Make>> runner_;
};

}  // namespace sm::detail

#include <sm/base/misuse.hpp>
#include <sm/value/duration.hpp>
#include <sm/value/to_string.hpp>
#include <sm/workload/dry_run.hpp>

#include <algorithm>
#include <queue>
#include <tuple>
#include <utility>

namespace sm::gen {
namespace {

class Simulation {
 public:
    Simulation(Generator generator, const DryRunOptions& options)
        : options_(options),
          random_(Seed{options.seed}.child("generator")),
          calls_random_(Seed{options.seed}.child("calls")),
          generator_(std::move(generator)),
          calls_of_(static_cast<std::size_t>(std::max(options.workers, 0)) + 1),
          changes_of_(calls_of_.size()) {
        context_.all = WorkerSet::clients(options.workers);
        if (options.nemesis) context_.all.insert(nemesis_worker);
        context_.free = context_.all;
        context_.random = &random_;
    }

    DryRun run() {
        while (step()) {
        }
        while (!under_way_.empty()) end_first();
        seen_.lasted = context_.now;
        return std::move(seen_);
    }

 private:
    /// When it ends, and which act it is.
    using UnderWay = std::pair<Duration, std::size_t>;

    /// False when nothing more is begun.
    bool step() {
        while (!under_way_.empty() && under_way_.top().first <= context_.now) end_first();
        if (context_.now >= options_.time_limit || seen_.acts.size() >= options_.acts_limit) {
            return false;
        }
        auto [next, then] = generator_.next(context_);
        generator_ = std::move(then);
        if (next.is_over()) {
            seen_.over = true;
            return false;
        }
        if (next.is_act()) {
            begin(std::move(next));
        } else {
            expect_progress(generator_, context_, next);
            pass_time(next.at);
        }
        return true;
    }

    void pass_time(Duration until) {
        if (!under_way_.empty()) until = std::min(until, under_way_.top().first);
        if (until <= context_.now) {
            throw Misuse("dry_run: the generator is to be called again at " + show_duration(until) +
                         ", which is not after now, " + show_duration(context_.now) +
                         ": one that is pending names a later time, or none");
        }
        context_.now = std::min(until, options_.time_limit);
    }

    void begin(Next next) {
        const auto place = place_of(next.worker);
        const auto end = end_of(next, place);
        const auto clients = static_cast<std::int64_t>(options_.workers);
        const auto process = next.worker - first_client + changes_of_[place] * clients;
        seen_.acts.push_back({std::move(next.act), next.worker, process, context_.now,
                              context_.now + end.takes, end.kind});
        const std::size_t index = seen_.acts.size() - 1;
        under_way_.emplace(seen_.acts[index].ended, index);
        context_.free.erase(next.worker);
        tell(Event::Kind::began, index);
    }

    DryRunEnd end_of(const Next& next, std::size_t place) {
        if (const auto* sleep = std::get_if<Sleep>(&next.act)) return {sleep->lasts};
        if (std::holds_alternative<Say>(next.act)) return {};
        const auto end = options_.calls({next.act, next.worker, calls_of_[place]++}, calls_random_);
        if (end.takes < Duration::zero() || end.kind == Event::Kind::began) {
            throw Misuse(
                "dry_run: a call ends as answered, refused or unknown, after a time that "
                "is not negative; `calls` said otherwise of `" +
                to_string(next.act) + "`");
        }
        return end;
    }

    void end_first() {
        const auto [at, index] = under_way_.top();
        under_way_.pop();
        context_.now = std::max(context_.now, at);
        const auto& act = seen_.acts[index];
        context_.free.insert(act.worker);
        if (act.end == Event::Kind::unknown && act.worker != nemesis_worker) {
            ++changes_of_[place_of(act.worker)];
        }
        tell(act.end, index);
    }

    void tell(Event::Kind kind, std::size_t index) {
        const auto& act = seen_.acts[index];
        generator_ = generator_.after(context_, {kind, context_.now, act.worker, &act.act});
    }

    static std::size_t place_of(Worker worker) { return static_cast<std::size_t>(worker); }

    const DryRunOptions& options_;
    Random random_;
    Random calls_random_;
    Generator generator_;
    Context context_;
    std::vector<std::int64_t> calls_of_;    ///< how many each worker has made; the nemesis first
    std::vector<std::int64_t> changes_of_;  ///< how often it became another process
    std::priority_queue<UnderWay, std::vector<UnderWay>, std::greater<>> under_way_;
    DryRun seen_;
};

}  // namespace

DryRunCalls quick_calls() { return perfect_calls(Duration::zero()); }

DryRunCalls perfect_calls(Duration takes) {
    return [takes](const DryRunCall&, Random&) { return DryRunEnd{takes}; };
}

DryRunCalls imperfect_calls(Duration takes) {
    return [takes](const DryRunCall& call, Random&) {
        constexpr Event::Kind kinds[] = {Event::Kind::answered, Event::Kind::refused,
                                         Event::Kind::unknown};
        return DryRunEnd{takes, kinds[call.index % 3]};
    };
}

DryRun dry_run(const Generator& generator, const DryRunOptions& options) {
    if (!options.calls) throw Misuse("dry_run: `calls` is empty: give it perfect_calls()");
    return Simulation(generator, options).run();
}

std::string to_string(const DryRun& simulated) {
    std::string text;
    for (const DryRunAct& act : simulated.acts) {
        text += show_duration(act.began) + " ";
        text += act.worker == nemesis_worker ? "nemesis" : "client " + std::to_string(act.worker);
        text += " " + to_string(act.act) + " → " + to_string(act.end) + " at " +
                show_duration(act.ended) + "\n";
    }
    return text;
}

}  // namespace sm::gen

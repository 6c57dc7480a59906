#include "shrink/search.hpp"

#include <algorithm>
#include <utility>

namespace sm::detail {
namespace {

/// A single branch runs beside nothing: it is the rest of the prefix.
void normalise(Outline& outline) {
    std::erase_if(outline.branches, [](const auto& branch) { return branch.empty(); });
    if (outline.branches.size() != 1) return;
    const auto& only = outline.branches.front();
    outline.prefix.insert(outline.prefix.end(), only.begin(), only.end());
    outline.branches.clear();
}

}  // namespace

ShrinkSearch::ShrinkSearch(Subject& subject, Outline start, const Shrinking& options)
    : subject_(subject),
      best_(std::move(start)),
      options_(options),
      clock_(options.clock == nullptr ? steady() : *options.clock),
      began_(clock_.now()),
      rate_(options.rate) {}

bool ShrinkSearch::exhausted() const {
    const ShrinkBudget& budget = options_.budget;
    return executions_ >= budget.executions || since_progress_ >= budget.stall ||
           clock_.now() - began_ >= budget.time;
}

Offer ShrinkSearch::offer_smaller(Outline candidate) {
    subject_.repair(candidate);
    normalise(candidate);
    if (candidate.size() >= best_.size()) return Offer::known;
    return offer(std::move(candidate), best_.size());
}

Offer ShrinkSearch::offer_sooner(Outline candidate) {
    subject_.repair(candidate);
    normalise(candidate);
    if (candidate.size() != best_.size() || candidate == best_) return Offer::known;
    return offer(std::move(candidate), best_.size() - 1);
}

Offer ShrinkSearch::offer_simpler(Outline candidate) {
    subject_.repair(candidate);
    normalise(candidate);
    if (candidate.size() > best_.size() || candidate == best_) return Offer::known;
    return offer(std::move(candidate), best_.size());
}

/// Where executions cost little, a rare failure is looked for longer before it is given up; and a
/// smaller concurrent program is expected to fail less often than the one it comes from.
int ShrinkSearch::passes_wanted(const Outline& candidate) const {
    using namespace std::chrono_literals;
    constexpr Duration worth_waiting = 2s;
    constexpr double rarer = 3;
    const bool surely = candidate.branches.empty() && rate_.failures == rate_.runs;
    const Duration each =
        executions_ == 0 ? Duration{1ms} : running_ / static_cast<std::int64_t>(executions_);
    const auto affordable =
        std::clamp<std::int64_t>(worth_waiting / std::max<Duration>(each, 1us), 10, 300);
    const bool cheap = affordable == 300;
    const double rate = cheap && !surely ? std::min(rate_.value(), 0.9) / rarer : rate_.value();
    return passes_to_believe(rate, 0.02, static_cast<int>(affordable));
}

Offer ShrinkSearch::offer(Outline candidate, std::size_t at_most) {
    if (candidate.size() == 0) return Offer::known;
    auto renumbered = subject_.renumbered(candidate);
    if (passing_.contains(renumbered)) return Offer::known;
    const int enough = passes_wanted(candidate);
    for (int tried = 1; tried <= enough; ++tried) {
        if (exhausted()) return Offer::out_of_budget;
        Attempt attempt = execute(candidate);
        if (attempt.failed && attempt.reached.size() > at_most) break;
        if (attempt.failed && !fails_often_enough(attempt.reached)) break;
        if (attempt.failed) {
            // What is known of the rate now: the new program failed once in `tried` runs.
            rate_.failures += 1;
            rate_.runs += static_cast<std::uint64_t>(tried);
            adopt(std::move(attempt));
            return Offer::adopted;
        }
    }
    passing_.insert(std::move(renumbered));
    return Offer::passed;
}

Attempt ShrinkSearch::execute(const Outline& candidate) {
    ++executions_;
    ++since_progress_;
    const Duration before = clock_.now();
    Attempt attempt = subject_.run(candidate);
    running_ += clock_.now() - before;
    return attempt;
}

/// Whether the candidate, which has just failed, fails again as soon as one must that fails as
/// often as is wanted.
bool ShrinkSearch::fails_often_enough(const Outline& candidate) {
    if (options_.keep_rate <= 0) return true;
    constexpr double doubt = 0.1;
    const int enough = passes_to_believe(options_.keep_rate * rate_.value(), doubt);
    for (int tried = 0; tried < enough && !exhausted(); ++tried) {
        if (execute(candidate).failed) return true;
    }
    return false;
}

void ShrinkSearch::adopt(Attempt attempt) {
    best_ = std::move(attempt.reached);
    since_progress_ = 0;
    if (attempt.by_steps) note_prefixes(best_);
    if (options_.on_progress) options_.on_progress(best_, executions_);
}

/// A run is judged after each command, so that when a sequential program fails at its last step,
/// every shorter beginning of it has just been seen to pass.
void ShrinkSearch::note_prefixes(const Outline& failing) {
    if (!failing.branches.empty() || rate_.value() < 1.0) return;
    Outline beginning = failing;
    while (!beginning.prefix.empty()) {
        beginning.prefix.pop_back();
        passing_.insert(subject_.renumbered(beginning));
    }
}

Shrunk ShrinkSearch::result() const { return {best_, executions_, !exhausted(), rate_}; }

}  // namespace sm::detail

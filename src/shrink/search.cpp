#include "shrink/search.hpp"

#include <algorithm>
#include <utility>

#include "shrink/rate.hpp"

namespace sm::detail::inline shrink {
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
      rate_(options.rate),
      highest_rate_(cautious(options.rate)) {}

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
    const bool is_alike =
        !options_.seeded && (candidate.branches.empty() || options_.deterministic);
    const bool surely = is_alike && rate_.failures == rate_.runs;
    const Duration each =
        executions_ == 0 ? Duration{1ms} : running_ / static_cast<std::int64_t>(executions_);
    const auto affordable =
        std::clamp<std::int64_t>(worth_waiting / std::max<Duration>(each, 1us), 10, 300);
    const bool cheap = affordable == 300;
    const double rate = cheap && !surely ? std::min(rate_.value(), 0.9) / rarer : rate_.value();
    return patience_ * passes_to_believe(rate, 0.02, static_cast<int>(affordable));
}

bool ShrinkSearch::look_longer() {
    constexpr int longer = 10;
    if (!options_.seeded || exhausted()) return false;
    patience_ = longer;
    passing_.clear();
    return true;
}

Offer ShrinkSearch::offer(Outline candidate, std::size_t at_most) {
    if (candidate.size() == 0) return Offer::known;
    auto renumbered = subject_.renumbered(candidate);
    renumbered.seed = 0;  // it is given up with all its seeds
    if (passing_.contains(renumbered)) return Offer::known;
    const int enough = passes_wanted(candidate);
    for (int tried = 1; tried <= enough; ++tried) {
        if (exhausted()) return Offer::out_of_budget;
        const auto others = static_cast<std::uint64_t>(tried - 1);
        Attempt attempt = execute(others == 0 ? candidate : subject_.reseeded(candidate, others));
        if (!attempt.failed) continue;
        if (attempt.reached.size() > at_most) break;
        FailureRate seen{1, static_cast<std::uint64_t>(tried)};
        if (!fails_often_enough(attempt.reached, seen)) break;
        note(seen);
        adopt(std::move(attempt));
        return Offer::adopted;
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

/// Whether the candidate, which has just failed, does so several times before it has run more often
/// than one would that fails as often as is wanted. Measured by the highest rate there was, as far
/// as that is known: by the rate of the best one alone, many small losses would add up.
bool ShrinkSearch::fails_often_enough(const Outline& candidate, FailureRate& seen) {
    if (options_.keep_rate <= 0) return true;
    constexpr std::uint64_t wanted = 3;
    const double most = static_cast<double>(wanted) / (options_.keep_rate * highest_rate_);
    while (seen.failures < wanted) {
        if (static_cast<double>(seen.runs) >= most || exhausted()) return false;
        ++seen.runs;
        if (execute(candidate).failed) ++seen.failures;
    }
    return true;
}

/// The rate of the new best: by its own runs where there were several, else by those of all that
/// have been best.
void ShrinkSearch::note(const FailureRate& seen) {
    if (options_.keep_rate > 0) {
        rate_ = seen;
        highest_rate_ = std::max(highest_rate_, cautious(seen));
    } else {
        rate_.failures += seen.failures;
        rate_.runs += seen.runs;
    }
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

}  // namespace sm::detail::inline shrink

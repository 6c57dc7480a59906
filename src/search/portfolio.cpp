#include "search/portfolio.hpp"

namespace sm::detail::inline search {

SearchResult linearize(std::span<const Interval> calls, StateSpace& space, const Limits& limits,
                       std::size_t most_states) {
    if (Timetable::row_bytes(calls) <= limits.memory) {
        return Portfolio(calls, space, limits, most_states).run();
    }
    Watch watch(limits);
    watch.out_of_memory();
    SearchResult result;
    result.reason = watch.reason();
    return result;
}

Portfolio::Portfolio(std::span<const Interval> calls, StateSpace& space, const Limits& limits,
                     std::size_t most_states, const Pace& pace)
    : calls_(calls.begin(), calls.end()),
      kinds_(Timetable::number_kinds(calls)),
      memo_(space),
      initial_(space.initial()),
      watch_(limits, most_states),
      turn_(pace.first_turn + pace.turn_per_call * calls.size()),
      window_(pace.window) {}

SearchResult Portfolio::run() {
    start();
    bool over = depth_turn();
    if (!over) reachability_.emplace(calls_, kinds_, initial_, memo_);
    for (; !over; turn_ *= 2) {
        explore_states();
        over = breadth_turn() || depth_turn() || window_turn();
    }
    result_.states = watch_.states();
    result_.memory = graph_->bytes() + held_by_searches();
    return std::move(result_);
}

/// Sets the searches to the start, on the calls as they are known now.
void Portfolio::start() {
    depth_.reset();
    breadth_.reset();
    graph_.emplace(calls_, kinds_, initial_, memo_);
    depth_.emplace(*graph_);
}

bool Portfolio::depth_turn() {
    if (!depth_) return false;
    const auto progress = depth_->run(watch_, {turn_, breadth_ ? breadth_->bytes() : 0});
    if (progress != Progress::full) return decided(progress, depth_->trace());
    depth_.reset();
    return false;
}

bool Portfolio::breadth_turn() {
    if (!breadth_) breadth_.emplace(*graph_);
    const auto progress = breadth_->run(watch_, {turn_, depth_ ? depth_->bytes() : 0});
    if (progress != Progress::full) return decided(progress, breadth_->trace());
    if (!depth_) return decided(watch_.out_of_memory(), breadth_->trace());
    depth_.reset();
    return false;
}

/// Goes on with the reachable states. When all are known the searches begin anew: with more calls
/// known to read and more of them alike, there may be far less to explore.
void Portfolio::explore_states() {
    if (!reachability_) return;
    const auto outcome = reachability_->run(turn_, watch_);
    if (outcome == Reachability::Outcome::going) return;
    if (outcome == Reachability::Outcome::closed) {
        all_states_ = reachability_->states();
        auto calls = reachability_->calls();
        kinds_ = reachability_->kinds();
        calls_ = std::move(calls);
        start();
    }
    reachability_.reset();
}

bool Portfolio::decided(Progress progress, const Trace& trace) {
    if (progress == Progress::going) return false;
    if (progress == Progress::valid) {
        result_.verdict = Verdict::valid;
        result_.order = explanation(*graph_, trace);
    } else if (progress == Progress::invalid) {
        result_.verdict = Verdict::invalid;
        result_.counterexample = counterexample(*graph_, trace);
    } else {
        result_.reason = watch_.reason();
    }
    return true;
}

std::size_t Portfolio::held_by_searches() const {
    return (breadth_ ? breadth_->bytes() : 0) + (depth_ ? depth_->bytes() : 0);
}

}  // namespace sm::detail::inline search

#include "search/portfolio.hpp"

namespace sm::detail::inline search {

Portfolio::Portfolio(std::span<const Interval> calls, StateSpace& space, const Bounds& bounds,
                     const Pace& pace)
    : calls_(calls.begin(), calls.end()),
      kinds_(Timetable::number_kinds(calls)),
      memo_(space),
      initial_(space.initial()),
      watch_(bounds),
      turn_(pace.first_turn + pace.turn_per_call * calls.size()),
      window_(pace.window) {}

SearchResult Portfolio::run() {
    start();
    bool over = depth_turn();
    if (!over) survey_.emplace(calls_, kinds_, initial_, memo_);
    for (; !over; turn_ *= 2) {
        survey();
        over = breadth_turn() || depth_turn() || window_turn();
    }
    result_.nodes = watch_.nodes();
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
    if (progress != Progress::full) return decided(progress, *depth_);
    depth_.reset();
    return false;
}

bool Portfolio::breadth_turn() {
    if (!breadth_) breadth_.emplace(*graph_);
    const auto progress = breadth_->run(watch_, {turn_, depth_ ? depth_->bytes() : 0});
    if (progress != Progress::full) return decided(progress, *breadth_);
    if (!depth_) {
        watch_.out_of_memory();
        return decided(Progress::ended, *breadth_);
    }
    depth_.reset();
    return false;
}

/// Goes on with the survey. When it ends, the searches begin anew: with more calls known to read
/// and more of them alike, there may be far less to look at.
void Portfolio::survey() {
    if (!survey_) return;
    const auto progress = survey_->run(turn_, watch_);
    if (progress == Reachability::Progress::going) return;
    if (progress == Reachability::Progress::closed) {
        all_states_ = survey_->states();
        auto calls = survey_->calls();
        kinds_ = survey_->kinds();
        calls_ = std::move(calls);
        start();
    }
    survey_.reset();
}

/// What cannot be explained mostly cannot for reasons near by. Depth first has come to some level;
/// if that cannot be left even when a while before it all is as well as it can be, in whatever
/// state, then it is the end, and all the ways to come there need not be looked at.
bool Portfolio::window_turn() {
    if (!depth_ || all_states_.empty() || !depth_->longest_prefix().seen()) return false;
    const auto level = depth_->longest_prefix().level();
    if (level <= window_) return false;
    const auto starts = graph_->best_case(level - window_, all_states_, kMostStarts);
    window_ *= 2;
    if (starts.empty()) return false;
    BreadthFirst search(*graph_, starts);
    const auto progress = search.run(watch_, {turn_, held_by_searches()});
    const bool stuck = progress == Progress::invalid && search.highest() <= level;
    return decided(stuck || progress == Progress::ended ? progress : Progress::going, *depth_);
}

template <class Search>
bool Portfolio::decided(Progress progress, Search& search) {
    if (progress == Progress::going) return false;
    if (progress == Progress::valid) {
        std::vector<Word> node(graph_->words());
        result_.verdict = Verdict::valid;
        result_.order = graph_->replay(search.moves(), node.data());
    } else if (progress == Progress::invalid) {
        result_.verdict = Verdict::invalid;
        explain(search.longest_prefix(), search.trail());
    } else {
        result_.reason = watch_.reason();
    }
    return true;
}

void Portfolio::explain(LongestPrefix& longest_prefix, const BackPointers& trail) {
    std::vector<Word> node(graph_->words());
    auto& counterexample = result_.counterexample.emplace();
    counterexample.order = graph_->replay(trail.calls(longest_prefix.trail()), node.data());
    counterexample.call = graph_->table().due(Graph::level(node.data()));
    counterexample.state = Graph::state(node.data());
    counterexample.candidates = graph_->candidates(node.data());
    counterexample.states = longest_prefix.states();
    counterexample.more_states = longest_prefix.more_states();
}

std::size_t Portfolio::held_by_searches() const {
    return (breadth_ ? breadth_->bytes() : 0) + (depth_ ? depth_->bytes() : 0);
}

}  // namespace sm::detail::inline search

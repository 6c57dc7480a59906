/// Is there an order of the calls that explains their answers and respects real-time order?
///
/// The algorithm is that of Wing and Gong (1993): let a call that can be next take effect in the
/// model, provided that the model gives its answer, and go on from there; where no call can be
/// next, go back to the last choice. As in Lowe (2017) and Porcupine, no configuration is explored
/// twice. A configuration is the state and which calls took effect. All that returned long ago did
/// and none that is yet to be invoked, so it is enough to know the next return (the level) and
/// which calls that are then in flight took effect: memory grows with concurrency, not with length.
///
/// Around it are accelerations, each in a file that says why the verdict stays what it is:
///
///     nodes.hpp          of nodes that can be compared only the best are explored
///     pruning.cpp        reads take effect at once, calls that are alike in one order
///     breadth_first.cpp  level by level, with little memory
///     reachability.cpp   finds reads and alike calls that nobody declared
///     window.cpp         finds the end of a long history invalid without the rest
///     portfolio.cpp      lets all of these take turns
#include "search/linearizability.hpp"

#include <bit>
#include <utility>

namespace sm::detail::inline search {

// The search.

DepthFirst::DepthFirst(Graph& graph) : graph_(&graph), seen_(graph.shape()), child_(graph.words()) {
    graph.start(child_.data());
    trace_.found = graph.done(child_.data());
    if (trace_.found) return;
    seen_.insert(child_.data());
    push(BackPointers::kStart);
}

Progress DepthFirst::run(Watch& watch, Turn turn) {
    const auto held = [&] { return bytes() + graph_->bytes() + turn.held_elsewhere; };
    for (auto left = turn.states; !trace_.found && !frames_.empty(); --left) {
        if (left == 0) return Progress::going;
        if (const auto may = watch.count(held); may != Progress::going) return may;
        auto& top = frames_.back();
        const auto* node = &nodes_[nodes_.size() - graph_->words()];
        const auto call = graph_->next(node, top.cursor, child_.data());
        if (call == Graph::kNoCall) {
            back_track();
        } else if (graph_->done(child_.data())) {
            trace_.end = trace_.steps.add(top.step, call);
            trace_.found = true;
        } else if (seen_.insert(child_.data()) != NodeSet::kRejected) {
            push(trace_.steps.add(top.step, call));
        }
    }
    return trace_.found ? Progress::valid : Progress::invalid;
}

void DepthFirst::push(BackPointers::Id step) {
    nodes_.insert(nodes_.end(), child_.begin(), child_.end());
    frames_.push_back({0, step});
    trace_.longest_prefix.visit(*graph_, child_.data(), step);
}

void DepthFirst::back_track() {
    nodes_.resize(nodes_.size() - graph_->words());
    frames_.pop_back();
}

std::size_t DepthFirst::bytes() const {
    return seen_.bytes() + 3 * sizeof(Word) * nodes_.capacity() + footprint(frames_) +
           trace_.steps.bytes();
}

// The moves: which calls can be next, and what they do.

Graph::Graph(std::span<const Interval> calls, std::vector<Kind> kinds, StateId initial, Memo& memo)
    : table_(calls, std::move(kinds)), memo_(&memo), initial_(initial) {
    constexpr std::size_t digits = std::numeric_limits<Word>::digits;
    const auto words_for = [](std::size_t bits) { return (bits + digits - 1) / digits; };
    shape_.key = 1 + words_for(table_.write_slots());
    shape_.reads = words_for(table_.read_slots());
    shape_.used = words_for(table_.optionals());
    for (const auto& call : calls) {
        const auto base = call.optional    ? shape_.key + shape_.reads
                          : call.read_only ? shape_.key
                                           : std::size_t{1};
        base_.push_back(static_cast<std::uint32_t>(base));
    }
}

void Graph::start(Word* node, std::vector<CallId>* order) {
    std::fill(node, node + words(), Word{0});
    set_state(node, initial_);
    settle(node, order);
}

/// The call that is due is tried first, then the others in flight, then the optional ones.
CallId Graph::next(const Word* node, Cursor& cursor, Word* child) {
    const auto row = table_.in_flight(level(node));
    while (cursor < row.size()) {
        const auto [call, twin] = row[cursor++];
        if (took_effect(node, call)) continue;
        if (twin != Timetable::kNone && twin_is_earlier(node, row, twin)) continue;
        const auto to = step(state(node), call);
        if (to != kNoState) return move(node, call, to, child);
    }
    const auto optionals = row.size() + table_.optional_seen(level(node));
    while (cursor < optionals) {
        const auto place = static_cast<std::uint32_t>(cursor++ - row.size());
        const auto call = table_.optional(place);
        if (took_effect(node, call) || twin_is_earlier(node, place)) continue;
        const auto to = step(state(node), call);
        // One that changes nothing is better left for later.
        if (to != kNoState && to != state(node)) return move(node, call, to, child);
    }
    return kNoCall;
}

CallId Graph::move(const Word* node, CallId call, StateId to, Word* child) {
    std::copy(node, node + words(), child);
    take_effect(child, call, to);
    settle(child, nullptr);
    return call;
}

/// Moves on over all that needs no choice: a level is left when the call that is due there took
/// effect, and its bit is free for another.
void Graph::settle(Word* node, std::vector<CallId>* order) {
    while (!done(node)) {
        if (table_.any_reads(level(node))) read_all(node, order);
        const auto due = table_.due(level(node));
        if (!took_effect(node, due)) return;
        node[word_of(due)] &= ~bit_of(due);
        *node += kNextLevel;
    }
}

// The result: an order of all calls, or the longest prefix that has one.

std::vector<CallId> Graph::replay(const std::vector<CallId>& moves, Word* node) {
    std::vector<CallId> order;
    start(node, &order);
    for (const auto call : moves) {
        take_effect(node, call, step(state(node), call));
        order.push_back(call);
        settle(node, &order);
    }
    return order;
}

std::vector<CallId> explanation(Graph& graph, const Trace& trace) {
    std::vector<Word> node(graph.words());
    return graph.replay(trace.steps.calls(trace.end), node.data());
}

void LongestPrefix::visit(const Graph& graph, const Word* node, BackPointers::Id step) {
    const auto level = Graph::level(node);
    if (seen_ && level < level_) return;
    if (!seen_ || level > level_) {
        seen_ = true;
        level_ = level;
        fewest_ahead_ = std::numeric_limits<std::uint32_t>::max();
        states_.clear();
        more_states_ = false;
    }
    add_state(Graph::state(node));
    const auto ahead = graph.ahead(node);
    if (ahead >= fewest_ahead_) return;
    fewest_ahead_ = ahead;
    step_ = step;
    state_ = Graph::state(node);
}

void LongestPrefix::add_state(StateId state) {
    if (more_states_ || std::find(states_.begin(), states_.end(), state) != states_.end()) return;
    more_states_ = states_.size() == states_shown;
    if (!more_states_) states_.push_back(state);
}

std::vector<StateId> LongestPrefix::states() const {
    std::vector<StateId> states{state_};
    for (const auto state : states_) {
        if (state != state_ && states.size() < states_shown) states.push_back(state);
    }
    return states;
}

std::uint32_t Graph::ahead(const Word* node) const {
    int sum = 0;
    for (std::size_t i = 1; i < words(); ++i) sum += std::popcount(node[i]);
    return static_cast<std::uint32_t>(sum);
}

Counterexample counterexample(Graph& graph, const Trace& trace) {
    const auto& longest = trace.longest_prefix;
    std::vector<Word> node(graph.words());
    Counterexample found;
    found.order = graph.replay(trace.steps.calls(longest.step()), node.data());
    found.call = graph.table().due(Graph::level(node.data()));
    found.state = Graph::state(node.data());
    found.candidates = graph.candidates(node.data());
    found.states = longest.states();
    found.more_states = longest.more_states();
    return found;
}

std::vector<CallId> Graph::candidates(const Word* node) const {
    std::vector<CallId> open;
    for (const auto& [call, twin] : table_.in_flight(level(node))) {
        if (!took_effect(node, call)) open.push_back(call);
    }
    for (std::uint32_t place = 0; place < table_.optional_seen(level(node)); ++place) {
        if (!took_effect(node, table_.optional(place))) open.push_back(table_.optional(place));
    }
    return open;
}

}  // namespace sm::detail::inline search

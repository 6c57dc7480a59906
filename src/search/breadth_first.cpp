#include "search/breadth_first.hpp"

namespace sm::detail::inline search {

BreadthFirst::BreadthFirst(Graph& graph)
    : graph_(&graph), node_(graph.words()), child_(graph.words()) {
    graph.start(child_.data());
    trace_.found = graph.done(child_.data());
    if (!trace_.found) add(child_.data(), BackPointers::kStart);
}

BreadthFirst::BreadthFirst(Graph& graph, const std::vector<std::vector<Word>>& starts)
    : graph_(&graph), node_(graph.words()), child_(graph.words()) {
    for (const auto& start : starts) {
        trace_.found = trace_.found || graph.done(start.data());
        if (!trace_.found) add(start.data(), BackPointers::kStart);
    }
}

Progress BreadthFirst::run(Watch& watch, Turn turn) {
    while (!trace_.found) {
        const auto progress = expand(watch, turn);
        if (progress != Progress::going || turn.states == 0) return progress;
        if (!next_level()) return Progress::invalid;
    }
    return Progress::valid;
}

/// Makes the moves from all nodes of the level; goes on where the last turn ended.
Progress BreadthFirst::expand(Watch& watch, Turn& turn) {
    const auto held = [&] { return bytes() + graph_->bytes() + turn.held_elsewhere; };
    for (; expanding_ || take(); --turn.states) {
        if (turn.states == 0) return Progress::going;
        if (const auto may = watch.count(held); may != Progress::going) return may;
        const auto call = graph_->next(node_.data(), cursor_, child_.data());
        if (call == Graph::kNoCall) {
            expanding_ = false;
            continue;
        }
        trace_.end = trace_.steps.add(node_step_, call);
        trace_.found = graph_->done(child_.data());
        if (trace_.found) return Progress::valid;
        add(child_.data(), trace_.end);
    }
    return Progress::going;
}

/// Takes the next node of the level, to make its moves.
bool BreadthFirst::take() {
    auto& level = levels_.begin()->second;
    const auto place = level.take();
    if (place == Frontier::kNone) return false;
    std::copy(level[place], level[place] + graph_->words(), node_.data());
    node_step_ = level.step_to(place);
    cursor_ = 0;
    expanding_ = true;
    trace_.longest_prefix.visit(*graph_, node_.data(), node_step_);
    return true;
}

void BreadthFirst::add(const Word* node, BackPointers::Id step) {
    auto& level = levels_.try_emplace(Graph::level(node), graph_->shape()).first->second;
    highest_ = std::max(highest_, Graph::level(node));
    const auto place = level.add(node);
    if (place != Frontier::kNone) {
        level.step_to(place) = step;
    } else if (step != BackPointers::kStart) {
        trace_.steps.drop_last();
    }
}

/// Leaves the level, and forgets what led only to it; false if there is no next.
bool BreadthFirst::next_level() {
    if (levels_.size() == 1) return false;
    levels_.erase(levels_.begin());
    if (!trace_.steps.overgrown()) return true;
    trace_.longest_prefix = {};
    std::vector<BackPointers::Id*> ends;
    for (auto& [number, level] : levels_) {
        for (auto& step : level.steps()) ends.push_back(&step);
    }
    trace_.steps.keep_only(ends);
    return true;
}

std::size_t BreadthFirst::bytes() const {
    auto bytes = 2 * trace_.steps.bytes();  // with what `keep_only` needs
    for (const auto& [number, level] : levels_) bytes += level.bytes();
    return bytes;
}

}  // namespace sm::detail::inline search

#include <algorithm>

#include "search/searches.hpp"

namespace sm::detail::inline search {

BreadthFirst::BreadthFirst(Graph& graph)
    : graph_(&graph), node_(graph.words()), child_(graph.words()) {
    graph.start(child_.data());
    found_ = graph.done(child_.data());
    if (!found_) add(child_.data(), BackPointers::kStart);
}

BreadthFirst::BreadthFirst(Graph& graph, const std::vector<std::vector<Word>>& starts)
    : graph_(&graph), node_(graph.words()), child_(graph.words()) {
    for (const auto& start : starts) {
        found_ = found_ || graph.done(start.data());
        if (!found_) add(start.data(), BackPointers::kStart);
    }
}

Progress BreadthFirst::run(Watch& watch, Turn turn) {
    while (!found_) {
        const auto progress = expand(watch, turn);
        if (progress != Progress::going || turn.nodes == 0) return progress;
        if (!next_level()) return Progress::invalid;
    }
    return Progress::valid;
}

/// Makes the moves from all nodes of the level; goes on where the last turn ended.
Progress BreadthFirst::expand(Watch& watch, Turn& turn) {
    for (; expanding_ || take(); --turn.nodes) {
        if (turn.nodes == 0) return Progress::going;
        if (!watch.count()) return Progress::ended;
        if (watch.due()) {
            if (!watch.look()) return Progress::ended;
            if (!watch.fits(bytes() + graph_->bytes() + turn.held_elsewhere)) return Progress::full;
        }
        const auto call = graph_->next(node_.data(), cursor_, child_.data());
        if (call == Graph::kNoCall) {
            expanding_ = false;
            continue;
        }
        end_ = trail_.add(node_trail_, call);
        found_ = graph_->done(child_.data());
        if (found_) return Progress::valid;
        add(child_.data(), end_);
    }
    return Progress::going;
}

/// Takes the next node of the level, to make its moves.
bool BreadthFirst::take() {
    auto& level = levels_.begin()->second;
    const auto place = level.take();
    if (place == Frontier::kNone) return false;
    std::copy(level[place], level[place] + graph_->words(), node_.data());
    node_trail_ = level.trail(place);
    cursor_ = 0;
    expanding_ = true;
    deepest_.visit(*graph_, node_.data(), node_trail_);
    return true;
}

void BreadthFirst::add(const Word* node, BackPointers::Id trail) {
    auto& level = levels_.try_emplace(Graph::level(node), graph_->shape()).first->second;
    highest_ = std::max(highest_, Graph::level(node));
    const auto place = level.add(node);
    if (place != Frontier::kNone) {
        level.trail(place) = trail;
    } else if (trail != BackPointers::kStart) {
        trail_.drop_last();
    }
}

/// Leaves the level, and forgets what led only to it; false if there is no next.
bool BreadthFirst::next_level() {
    if (levels_.size() == 1) return false;
    levels_.erase(levels_.begin());
    if (!trail_.overgrown()) return true;
    deepest_ = {};
    std::vector<BackPointers::Id*> ends;
    for (auto& [number, level] : levels_) {
        for (auto& trail : level.trails()) ends.push_back(&trail);
    }
    trail_.keep_only(ends);
    return true;
}

std::size_t BreadthFirst::bytes() const {
    auto bytes = 2 * trail_.bytes();  // with what `keep_only` needs
    for (const auto& [number, level] : levels_) bytes += level.bytes();
    return bytes;
}

}  // namespace sm::detail::inline search

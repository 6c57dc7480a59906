#include "search/searches.hpp"

namespace sm::detail::inline search {

DepthFirst::DepthFirst(Graph& graph) : graph_(&graph), seen_(graph.shape()), child_(graph.words()) {
    graph.start(child_.data());
    found_ = graph.done(child_.data());
    if (found_) return;
    seen_.insert(child_.data());
    push(child_.data(), BackPointers::kStart);
}

Progress DepthFirst::run(Watch& watch, Turn turn) {
    for (auto left = turn.nodes; !found_ && !frames_.empty(); --left) {
        if (left == 0) return Progress::going;
        if (!watch.count()) return Progress::ended;
        if (watch.due()) {
            if (!watch.look()) return Progress::ended;
            if (!watch.fits(bytes() + graph_->bytes() + turn.held_elsewhere)) return Progress::full;
        }
        auto& top = frames_.back();
        const auto* node = &nodes_[nodes_.size() - graph_->words()];
        const auto call = graph_->next(node, top.cursor, child_.data());
        if (call == Graph::kNoCall) {
            pop();
        } else if (graph_->done(child_.data())) {
            end_ = trail_.add(top.trail, call);
            found_ = true;
        } else if (seen_.insert(child_.data()) != NodeSet::kRejected) {
            push(child_.data(), trail_.add(top.trail, call));
        }
    }
    return found_ ? Progress::valid : Progress::invalid;
}

void DepthFirst::push(const Word* node, BackPointers::Id trail) {
    nodes_.insert(nodes_.end(), node, node + graph_->words());
    frames_.push_back({0, trail});
    deepest_.visit(*graph_, node, trail);
}

void DepthFirst::pop() {
    nodes_.resize(nodes_.size() - graph_->words());
    frames_.pop_back();
}

std::size_t DepthFirst::bytes() const {
    return seen_.bytes() + 3 * sizeof(Word) * nodes_.capacity() + footprint(frames_) +
           trail_.bytes();
}

}  // namespace sm::detail::inline search

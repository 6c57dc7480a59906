#include "checkers/transactions/graph.hpp"

#include <algorithm>
#include <numeric>

#include "checkers/transactions/history.hpp"

namespace sm::detail::inline checkers::transactions {

void Graph::finish(LimitWatch& limits) {
    limits.take(loose_.size() * (sizeof(Loose) + sizeof(Edge)) + nodes_ * sizeof(std::uint32_t));
    starts_.assign(nodes_ + 1, 0);
    for (const Loose& loose : loose_) ++starts_[loose.from + 1];
    std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
    edges_.resize(loose_.size());
    auto next = starts_;
    for (const Loose& loose : loose_) edges_[next[loose.from]++] = loose.edge;
    loose_ = {};
    std::uint32_t kept = 0;
    for (NodeId node = 0; node < nodes_; ++node) {
        const auto begin = edges_.begin() + starts_[node];
        const auto end = edges_.begin() + starts_[node + 1];
        std::sort(begin, end);
        const auto last = std::unique(begin, end);
        starts_[node] = kept;
        kept = static_cast<std::uint32_t>(std::copy(begin, last, edges_.begin() + kept) -
                                          edges_.begin());
    }
    starts_[nodes_] = kept;
    edges_.resize(kept);
}

std::size_t Graph::count(Kind kind) const {
    std::size_t found = 0;
    for (NodeId node = 0; node < transactions_; ++node) {
        for (const Edge& edge : from(node)) found += edge.kind == kind ? 1 : 0;
    }
    return found;
}

bool Components::together(StateId a, StateId b) const { return of[a] != kNone && of[a] == of[b]; }

namespace {

/// Tarjan's algorithm (1972) on states, with its recursion on a stack of our own.
class Tarjan {
 public:
    Tarjan(const Graph& graph, Scope scope, const Components* among, LimitWatch& limits)
        : graph_(graph),
          scope_(scope),
          among_(among),
          limits_(limits),
          index_(2 * graph.nodes(), 0),
          low_(2 * graph.nodes(), 0) {
        found_.of.assign(2 * graph.nodes(), kNone);
    }

    Components run() {
        if (among_ == nullptr) {
            for (NodeId node = 0; node < graph_.nodes(); ++node) start(2 * node);
        } else {
            for (const NodeId node : among_->members) {
                start(2 * node);
                if (scope_.apart) start(2 * node + 1);
            }
        }
        std::sort(found_.members.begin(), found_.members.end());
        const auto end = std::unique(found_.members.begin(), found_.members.end());
        found_.members.erase(end, found_.members.end());
        return std::move(found_);
    }

 private:
    struct Frame {
        StateId state;
        std::uint32_t base;  ///< where its ways begin
    };

    bool within(StateId from, StateId to) const {
        return among_ == nullptr || among_->together(2 * node_of(from), 2 * node_of(to));
    }

    void push(StateId state) {
        index_[state] = low_[state] = ++last_index_;
        open_.push_back(state);
        const auto begin = static_cast<std::uint32_t>(ways_.size());
        each_next(graph_, scope_, state, [&](Edge, StateId to) {
            if (within(state, to)) ways_.push_back(to);
        });
        frames_.push_back({state, begin});
        limits_.step();
    }

    void start(StateId root) {
        if (index_[root] != 0) return;
        push(root);
        while (!frames_.empty()) {
            const StateId state = frames_.back().state;
            if (ways_.size() > frames_.back().base) {
                const StateId to = ways_.back();
                ways_.pop_back();
                follow(state, to);
                continue;
            }
            frames_.pop_back();
            if (low_[state] == index_[state]) close(state);
            if (!frames_.empty()) lower(frames_.back().state, low_[state]);
        }
    }

    void follow(StateId state, StateId to) {
        if (index_[to] == 0) {
            push(to);
        } else if (index_[to] != kNone) {  // closed ones are out of reach
            lower(state, index_[to]);
        }
    }

    void lower(StateId state, std::uint32_t low) { low_[state] = std::min(low_[state], low); }

    void close(StateId root) {
        const bool trivial = open_.back() == root;
        while (true) {
            const StateId state = open_.back();
            open_.pop_back();
            index_[state] = kNone;
            if (!trivial) {
                found_.of[state] = static_cast<std::uint32_t>(found_.count);
                found_.members.push_back(node_of(state));
            }
            if (state == root) break;
        }
        if (!trivial) ++found_.count;
    }

    const Graph& graph_;
    Scope scope_;
    const Components* among_;
    LimitWatch& limits_;
    std::vector<std::uint32_t> index_;  // 0: not met; kNone: closed
    std::vector<std::uint32_t> low_;
    std::uint32_t last_index_ = 0;
    std::vector<StateId> open_;
    std::vector<StateId> ways_;  // still to follow, those of each frame on top of its caller's
    std::vector<Frame> frames_;
    Components found_;
};

}  // namespace

Components components(const Graph& graph, Scope scope, const Components& among,
                      LimitWatch& limits) {
    return Tarjan(graph, scope, &among, limits).run();
}

Components components(const Graph& graph, Scope scope, LimitWatch& limits) {
    return Tarjan(graph, scope, nullptr, limits).run();
}

}  // namespace sm::detail::inline checkers::transactions

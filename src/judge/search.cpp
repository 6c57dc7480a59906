#include <sm/judge/detail/search.hpp>

#include <algorithm>
#include <optional>

#include "judge/searches.hpp"

namespace sm::detail {

namespace {

/// Lets the two searches take turns that double, so that the better one costs no more than about
/// twice what it would alone. When memory ends, depth first gives up and leaves it to the other.
class Race {
 public:
    Race(std::span<const Interval> calls, StateSpace& space, const Bounds& bounds)
        : memo_(space),
          graph_(calls, space.initial(), memo_),
          watch_(bounds),
          turn_(kFirstTurn + kTurnPerCall * calls.size()) {}

    SearchResult run() {
        depth_.emplace(graph_);
        breadth_.emplace(graph_);
        for (;; turn_ *= 2) {
            if (depth_) {
                const auto progress = depth_->run(watch_, {turn_, breadth_->bytes()});
                if (progress == Progress::full) {
                    depth_.reset();
                } else if (progress != Progress::going) {
                    return result(progress, *depth_);
                }
            }
            auto progress = breadth_->run(watch_, {turn_, depth_ ? depth_->bytes() : 0});
            if (progress == Progress::full && depth_) {
                depth_.reset();
                progress = Progress::going;
            }
            if (progress == Progress::full) watch_.out_of_memory();
            if (progress != Progress::going) return result(progress, *breadth_);
        }
    }

 private:
    static constexpr std::size_t kFirstTurn = 1024;
    static constexpr std::size_t kTurnPerCall = 4;

    template <class Search>
    SearchResult result(Progress progress, Search& search) {
        SearchResult result;
        result.nodes = watch_.nodes();
        result.memory =
            graph_.bytes() + breadth_->bytes() + (depth_ ? depth_->bytes() : std::size_t{0});
        std::vector<Word> node(graph_.words());
        if (progress == Progress::valid) {
            result.verdict = Verdict::valid;
            result.order = graph_.replay(search.moves(), node.data());
        } else if (progress == Progress::invalid) {
            result.verdict = Verdict::invalid;
            auto& deepest = search.deepest();
            result.impasse = impasse(deepest, search.trail(), node.data());
        } else {
            result.reason = watch_.reason();
        }
        return result;
    }

    Impasse impasse(Deepest& deepest, const Trail& trail, Word* node) {
        Impasse impasse;
        impasse.order = graph_.replay(trail.calls(deepest.trail()), node);
        impasse.call = graph_.table().due(Graph::level(node));
        impasse.state = Graph::state(node);
        impasse.candidates = graph_.candidates(node);
        impasse.states = deepest.states();
        impasse.more_states = deepest.more_states();
        return impasse;
    }

    Memo memo_;
    Graph graph_;
    Watch watch_;
    std::size_t turn_;
    std::optional<DepthFirst> depth_;
    std::optional<BreadthFirst> breadth_;
};

}  // namespace

SearchResult linearize(std::span<const Interval> calls, StateSpace& space, const Bounds& bounds) {
    if (Timetable::row_bytes(calls) > bounds.memory) {
        Watch watch(bounds);
        watch.out_of_memory();
        SearchResult result;
        result.reason = watch.reason();
        return result;
    }
    return Race(calls, space, bounds).run();
}

}  // namespace sm::detail

/// The end of a history on its own: it convicts a long history without the ways to come there.
///
/// What cannot be explained mostly cannot for reasons near by. Depth first has come to some level.
/// If that level cannot be left even when a while before it all is as well as it can be, in
/// whatever state, then no explanation leads past it, and the verdict is invalid. That it *can* be
/// left so shows nothing, and the other searches go on.
#include "search/portfolio.hpp"

namespace sm::detail::inline search {

namespace {

constexpr std::size_t kMostStarts = std::size_t{1} << 16;
constexpr std::size_t kMostWrites = 20;

}  // namespace

bool Portfolio::window_turn() {
    if (!depth_ || all_states_.empty() || !depth_->trace().longest_prefix.seen()) return false;
    const auto level = depth_->trace().longest_prefix.level();
    if (level <= window_) return false;
    const auto starts = graph_->best_case(level - window_, all_states_, kMostStarts);
    window_ *= 2;
    if (starts.empty()) return false;
    BreadthFirst search(*graph_, starts);
    const auto progress = search.run(watch_, {turn_, held_by_searches()});
    const bool stuck = progress == Progress::invalid && search.highest() <= level;
    return decided(stuck || progress == Progress::ended ? progress : Progress::going,
                   depth_->trace());
}

/// All reads are done and no optional call is used, which is as good as it can be (see NodeSet);
/// the writes in flight may have taken effect or not, so there is a node for each set of them.
std::vector<std::vector<Word>> Graph::best_case(std::uint32_t level,
                                                const std::vector<StateId>& states,
                                                std::size_t most) {
    std::vector<Word> best(words());
    best[0] = kNextLevel * level;
    std::vector<CallId> writes;
    for (const auto& [call, twin] : table_.in_flight(level)) {
        if (!table_.read_only(call)) {
            writes.push_back(call);
        } else {
            best[word_of(call)] |= bit_of(call);
        }
    }
    if (writes.size() >= kMostWrites || (states.size() << writes.size()) > most) return {};
    std::vector<std::vector<Word>> nodes;
    for (const auto state : states) {
        for (std::size_t done = 0; done >> writes.size() == 0; ++done) {
            nodes.push_back(best);
            auto* node = nodes.back().data();
            for (std::size_t i = 0; i < writes.size(); ++i) {
                if ((done >> i & 1U) != 0) take_effect(node, writes[i], state);
            }
            set_state(node, state);
            settle(node, nullptr);
        }
    }
    return nodes;
}

}  // namespace sm::detail::inline search

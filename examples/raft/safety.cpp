#include "safety.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace raft {

void Safety::look_at(NodeId id, const Node& node) {
    if (node.role() == Role::leader) there_is_one_leader(id, node);
    what_is_committed_stays(id, node);
}

void Safety::there_is_one_leader(NodeId id, const Node& node) {
    const auto [known, is_new] = leaders_.try_emplace(node.term(), id);
    if (is_new) return the_leader_has_all(id, node);
    if (known->second != id)
        throw Broken(
            fmt::format("n{} and n{} both lead in term {}", known->second, id, node.term()));
}

/// When it is elected: it drops nothing later. One that is elected late, in a term that is over,
/// needs not have what has been committed since. What its log no longer has is in its snapshot.
void Safety::the_leader_has_all(NodeId id, const Node& node) const {
    const auto& log = node.log();
    for (auto it = committed_.lower_bound(log.base()); it != committed_.end(); ++it) {
        const auto index = it->first;
        const auto [term, in] = it->second;
        if (in < node.term() && log.term(index) != term)
            throw Broken(
                fmt::format("n{} leads in term {} without entry {} of term {}, which is "
                            "committed",
                            id, node.term(), index, term));
    }
}

/// Entries may be committed and in a snapshot at once: of these the last one's term is known.
void Safety::what_is_committed_stays(NodeId id, const Node& node) {
    const auto& log = node.log();
    const auto until = std::min(node.commit(), log.last());
    auto& looked = looked_until_[id];
    if (looked == until) return;
    const auto seen = looked < until ? looked : 0;  // one that has restarted begins anew
    for (auto index = std::max({seen + 1, log.base(), Index{1}}); index <= until; ++index) {
        const auto term = log.term(index);
        const Committed seen_now{.term = term, .in = node.term()};
        const auto known = committed_.try_emplace(index, seen_now).first->second.term;
        if (known != term)
            throw Broken(
                fmt::format("n{} takes entry {} of term {} for committed, where that of "
                            "term {} is",
                            id, index, term, known));
    }
    looked = until;
}

}  // namespace raft

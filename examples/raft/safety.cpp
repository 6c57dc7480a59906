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

/// When it is elected: it drops nothing later.
void Safety::the_leader_has_all(NodeId id, const Node& node) const {
    const auto& log = node.log();
    for (auto index = log.base() + 1; index <= committed_.size(); ++index) {
        const auto term = committed_[index - 1];
        if (log.term(index) != term)
            throw Broken(
                fmt::format("n{} leads in term {} without entry {} of term {}, which is "
                            "committed",
                            id, node.term(), index, term));
    }
}

void Safety::what_is_committed_stays(NodeId id, const Node& node) {
    const auto& log = node.log();
    const auto until = std::min(node.commit(), log.last());
    auto& looked = looked_until_[id];
    if (looked == until) return;
    // A server that restarted begins anew; what is in its snapshot has been seen before.
    looked = std::max(looked < until ? looked : 0, log.base());
    for (; looked < until; ++looked) {
        const auto term = log.term(looked + 1);
        if (looked == committed_.size()) committed_.push_back(term);
        if (looked > committed_.size() || committed_[looked] == term) continue;
        throw Broken(
            fmt::format("n{} takes entry {} of term {} for committed, where that of term "
                        "{} is",
                        id, looked + 1, term, committed_[looked]));
    }
}

}  // namespace raft

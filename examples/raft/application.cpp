// Application: what is committed is done, in order, and those who asked for it are answered.

#include <algorithm>

#include "node.hpp"

namespace raft {

void Node::apply_committed() {
    const auto end = std::min(commit_, log_.last());
    while (applied_ < end) {
        const auto index = ++applied_;
        const auto& entry = log_.at(index);
        answer_waiting(index, store_.apply(index, entry));
        if (std::holds_alternative<Members>(entry.body)) forget_removed();
    }
    const bool removed = !members_.contains(self()) && members_index_ <= commit_;
    if (role_ == Role::leader && removed) become_follower(ballot_.term, 0);
    if (role_ == Role::leader) answer_reads();
    if (applied_ >= snapshot_index() + options_.snapshot_every) take_snapshot();
}

void Node::answer_waiting(Index index, const Store::Result& result) {
    while (!waiting_.empty() && waiting_.front().index <= index) {
        const auto& [at, client, id] = waiting_.front();
        if (at == index) {
            answer(client, id, result.ending, result.number);
        } else {
            answer(client, id, Ending::lost);
        }
        waiting_.pop_front();
    }
}

/// Entries from this one on are dropped, and another leader's will take their place: those who
/// wait for them would be answered for something else.
void Node::disown(Index from) {
    if (has(Bug::answers_for_others)) return;
    while (!waiting_.empty() && waiting_.back().index >= from) {
        answer(waiting_.back().client, waiting_.back().id, Ending::lost);
        waiting_.pop_back();
    }
}

}  // namespace raft

// Heartbeats: followers learn that there is a leader and what is committed, and the leader that it
// still is one. Each round of them confirms all reads that came before it.

#include <algorithm>

#include "node.hpp"

namespace raft {

void Node::beat() {
    if (role_ != Role::leader) return;
    const auto heard = std::max(heard_by_majority(), leading_->since);
    if (now() - heard > options_.election) {
        // The others may have another leader by now, for which clients had better look.
        return become_follower(ballot_.term, 0);
    }
    give_up_what_takes_too_long();
    begin_round();
    host_.set_timer(Timer::heartbeat, options_.heartbeat);
}

void Node::give_up_what_takes_too_long() {
    const auto& joining = leading_->joining;
    const auto& transfer = leading_->transfer;
    if (joining && now() > joining->deadline) end_joining(Ending::busy);
    if (transfer && now() > transfer->deadline) end_transfer(Ending::busy);
}

sm::Duration Node::heard_by_majority() {
    const auto present = now();
    return members_.reached_by(members_.majority(), [&](NodeId node) {
        if (node == self()) return present;
        const auto* follower = leading_->follower(node);
        return follower ? follower->heard : sm::Duration::zero();
    });
}

void Node::begin_round() {
    leading_->round_wanted = false;
    ++leading_->round;
    const auto sent = now();
    for (const auto& follower : leading_->followers) {
        const auto commit =
            has(Bug::commits_unseen) ? commit_ : std::min(commit_, follower.match());
        host_.send(follower.node(), Heartbeat{ballot_.term, commit, leading_->round, sent});
    }
}

void Node::on(NodeId from, const Heartbeat& message) {
    if (!follow(from, message.term)) return;
    host_.send(from, HeartbeatAnswer{message.term, message.round, message.sent});
    const auto commit = std::min(message.commit, log_.last());
    if (commit > commit_) {
        commit_ = commit;
        apply_committed();
    }
}

void Node::on(NodeId from, const HeartbeatAnswer& message) {
    if (role_ != Role::leader || message.term != ballot_.term) return;
    auto* follower = leading_->follower(from);
    if (follower == nullptr) return;
    follower->round = std::max(follower->round, message.round);
    follower->heard = std::max(follower->heard, message.sent);
    follower->alive();
    send_entries(*follower);
    answer_reads();
}

}  // namespace raft

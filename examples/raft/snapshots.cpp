// Snapshots: the store as it is takes the place of the entries that made it so.

#include <algorithm>
#include <utility>

#include "node.hpp"

namespace raft {

void Node::take_snapshot() {
    // Members that are newer than the snapshot are found in the log again.
    auto members = snapshot_
                       ? snapshot_->members
                       : Members(options_.members.empty() ? host_.replicas() : options_.members);
    const auto known = std::max(snapshot_index(), log_.base());
    for (auto index = known + 1; index <= applied_; ++index) {
        if (const auto* changed = std::get_if<Members>(&log_.at(index).body)) members = *changed;
    }
    snapshot_ = SharedSnapshot({.index = applied_,
                                .term = log_.term(applied_),
                                .members = std::move(members),
                                .store = store_.save()});
    snapshots_.save(*snapshot_);
    log_.compact(applied_ - std::min(applied_, options_.entries_kept));
}

void Node::send_snapshot(Progress& follower) {
    host_.send(follower.node(), InstallSnapshot{ballot_.term, snapshot_});
    follower.sent_snapshot(snapshot_->index);
}

void Node::on(NodeId from, const InstallSnapshot& message) {
    if (!follow(from, message.term)) return;
    if (message.snapshot->index > commit_) install(message.snapshot);
    host_.send(from, SnapshotInstalled{ballot_.term, commit_});
}

/// The snapshot is on disk before the log gives way to it. Entries that come after it are kept,
/// if the log is the leader's up to there.
void Node::install(SharedSnapshot snapshot) {
    snapshots_.save(*snapshot);
    snapshot_ = std::move(snapshot);
    if (log_.term(snapshot_->index) == snapshot_->term) {
        log_.compact(snapshot_->index);
    } else {
        log_.reset(snapshot_->index, snapshot_->term);
        disown(snapshot_->index + 1);
    }
    store_.load(snapshot_->store);
    commit_ = applied_ = snapshot_->index;
    adopt_latest();
    answer_waiting(applied_, {Ending::lost, 0});
}

void Node::on(NodeId from, const SnapshotInstalled& message) {
    if (role_ != Role::leader || message.term != ballot_.term) return;
    auto* follower = leading_->follower(from);
    if (follower != nullptr && follower->accepted(message.index)) follower_has_more(*follower);
}

}  // namespace raft

// Replication: the leader's log is brought to the others, and what a majority has is committed.

#include <algorithm>
#include <utility>

#include "node.hpp"

namespace raft {

Index Node::propose(Entry entry) {
    log_.append(std::move(entry));
    schedule_flush();
    return log_.last();
}

/// Requests that come while the disk is busy are written together when it is free again.
void Node::schedule_flush() {
    if (flush_scheduled_) return;
    flush_scheduled_ = true;
    host_.set_timer(Timer::flush, sm::Duration::zero());
}

/// The followers get the entries while this server's own disk is still at work on them.
void Node::write_and_send() {
    flush_scheduled_ = false;
    if (role_ != Role::leader) return;
    if (leading_->round_wanted) begin_round();
    for (auto& follower : leading_->followers) send_entries(follower);
    log_.write();
    log_.sync();
    advance_commit();
    answer_reads();
}

void Node::send_entries(Progress& follower) {
    while (follower.ready(log_.last(), options_)) {
        const auto previous = follower.next() - 1;
        if (previous < log_.base()) return send_snapshot(follower);
        const auto count = follower.room(log_.last(), options_);
        const auto entries = log_.entries(previous + 1, count);
        host_.send(follower.node(), Append{.term = ballot_.term,
                                           .previous = previous,
                                           .previous_term = log_.term(previous),
                                           .commit = commit_,
                                           .entries = {entries.begin(), entries.end()}});
        follower.sent(count);
    }
}

void Node::on(NodeId from, Append& message) {
    if (!follow(from, message.term)) return;
    if (message.previous < commit_ && !has(Bug::truncates_always)) {
        // What is committed is the same everywhere.
        host_.send(from, Appended{.term = ballot_.term, .accepted = true, .index = commit_});
        return;
    }
    const bool fits =
        message.previous <= log_.last() && message.previous >= log_.base() &&
        (log_.term(message.previous) == message.previous_term || has(Bug::ignores_previous_term));
    if (!fits) {
        const auto hint = log_.last_not_after(message.previous, message.previous_term);
        host_.send(from, Appended{.term = ballot_.term,
                                  .accepted = false,
                                  .index = message.previous,
                                  .hint = hint,
                                  .hint_term = log_.term(hint)});
        return;
    }
    const auto end = message.previous + message.entries.size();
    const auto commit = std::min(message.commit, end);
    take(message);
    host_.send(from, Appended{.term = ballot_.term, .accepted = true, .index = end});
    if (commit > commit_) {
        commit_ = commit;
        apply_committed();
    }
}

/// Entries that are there already stay: the message may be an old one, and others came after it.
void Node::take(Append& message) {
    auto index = message.previous;
    if (has(Bug::truncates_always) && index < log_.last()) log_.cut(std::max(index, applied_) + 1);
    for (auto& entry : message.entries) {
        ++index;
        if (log_.term(index) == entry.term) continue;
        if (index <= log_.last()) {
            if (index <= commit_) throw Broken("an entry that is committed was to be overwritten");
            log_.cut(index);
            disown(index);
            if (members_index_ >= index) adopt_latest();
        }
        const auto* members = std::get_if<Members>(&entry.body);
        if (members) adopt(*members, index);
        log_.append(std::move(entry));
    }
    log_.write();
    if (!has(Bug::acknowledges_before_sync)) log_.sync();
}

void Node::on(NodeId from, const Appended& message) {
    if (message.term > ballot_.term) return become_follower(message.term, 0);
    if (role_ != Role::leader || message.term < ballot_.term) return;
    auto* follower = leading_->follower(from);
    if (follower == nullptr) return;
    if (message.accepted) {
        if (follower->accepted(message.index)) follower_has_more(*follower);
    } else if (follower->rejected(message.index,
                                  log_.last_not_after(message.hint, message.hint_term))) {
        send_entries(*follower);
    }
}

/// By entries or by a snapshot: either may be the last that it lacked.
void Node::follower_has_more(Progress& follower) {
    finish_joining(follower);
    finish_transfer(follower);
    send_entries(follower);
    advance_commit();
}

/// An entry of an earlier term may be on a majority and yet be overwritten; it is committed only
/// along with one of this term.
void Node::advance_commit() {
    const auto needed =
        has(Bug::half_is_enough) ? members_.nodes().size() / 2 : members_.majority();
    const auto reached = members_.reached_by(needed, [&](NodeId node) {
        if (node == self()) return log_.synced();
        const auto* follower = leading_->follower(node);
        return follower ? follower->match() : 0;
    });
    if (reached <= commit_) return;
    if (log_.term(reached) != ballot_.term && !has(Bug::commits_older_terms)) return;
    commit_ = reached;
    apply_committed();
}

}  // namespace raft

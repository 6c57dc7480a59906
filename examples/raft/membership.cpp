// Membership: servers are added and removed one at a time. The members are those of the newest
// such entry in the log, committed or not.

#include <utility>

#include "node.hpp"

namespace raft {

void Node::adopt(const Members& members, Index index) {
    members_ = members;
    members_index_ = index;
}

/// After the log has changed otherwise than at its end.
void Node::adopt_latest() {
    for (auto index = log_.last(); index > log_.base(); --index) {
        if (const auto* members = std::get_if<Members>(&log_.at(index).body)) {
            return adopt(*members, index);
        }
    }
    if (snapshot_) return adopt(snapshot_->members, snapshot_->index);
    adopt(Members(options_.members.empty() ? host_.replicas() : options_.members), 0);
}

/// The leader begins to send to a server.
void Node::track(NodeId node) {
    if (node == self() || leading_->follower(node)) return;
    auto& follower = leading_->followers.emplace_back(node, log_.last());
    follower.heard = sm::Duration::zero();
}

/// A change that is not committed may yet be undone, and one that an earlier leader began may be
/// known to others only: a leader waits for both.
bool Node::may_change_members() const {
    const bool settled = members_index_ <= commit_ || has(Bug::changes_two_at_once);
    const bool in_office = commit_ >= leading_->no_op || has(Bug::changes_before_no_op);
    return settled && in_office && !leading_->transfer;
}

void Node::add_server(NodeId client, std::uint64_t id, NodeId node) {
    if (members_.contains(node)) return answer(client, id, Ending::done);
    if (!may_change_members() || leading_->joining || node == self() ||
        members_.nodes().size() == Members::most) {
        return answer(client, id, Ending::busy);
    }
    track(node);
    leading_->joining = Joining{.node = node,
                                .client = client,
                                .id = id,
                                .target = log_.last(),
                                .deadline = now() + 10 * options_.election};
    send_entries(*leading_->follower(node));
}

/// When it has what the leader had at the start, it is sent what has come since; when that is
/// little, it is close enough to have a vote.
void Node::finish_joining(const Progress& follower) {
    auto& joining = leading_->joining;
    if (!joining || joining->node != follower.node() || follower.match() < joining->target) return;
    if (log_.last() > joining->target + options_.batch) {
        joining->target = log_.last();
        return;
    }
    const auto joined = *joining;
    joining.reset();
    change_members(joined.client, joined.id, members_.with(joined.node));
}

void Node::end_joining(Ending ending) {
    const auto given_up = std::exchange(leading_->joining, std::nullopt);
    if (!given_up) return;
    answer(given_up->client, given_up->id, ending);
    forget_removed();
}

/// New members count from now on, before they are committed.
void Node::change_members(NodeId client, std::uint64_t id, const Members& members) {
    propose_for(client, id, {.body = members});
    adopt(members, log_.last());
}

/// One that is removed is still sent that it is, until that is committed.
void Node::forget_removed() {
    if (role_ != Role::leader) return;
    std::erase_if(leading_->followers, [&](const Progress& follower) {
        const bool joins = leading_->joining && leading_->joining->node == follower.node();
        return !joins && !members_.contains(follower.node());
    });
}

void Node::remove_server(NodeId client, std::uint64_t id, NodeId node) {
    if (!members_.contains(node)) return answer(client, id, Ending::done);
    if (!may_change_members() || leading_->joining || members_.nodes().size() == 1) {
        return answer(client, id, Ending::busy);
    }
    change_members(client, id, members_.without(node));
}

}  // namespace raft

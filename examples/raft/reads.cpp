// Reads without the log. A leader may answer from its store when it is certain that it led when the
// read came: because a majority answered a later round of heartbeats, or because those who
// answered an earlier one have promised to help no other leader for a while (the lease).

#include <algorithm>
#include <utility>

#include "node.hpp"

namespace raft {

void Node::read(NodeId client, std::uint64_t id, Read& read) {
    if (read.level == Level::none) return answer_read(client, id, read.key);
    if (role_ != Role::leader) return answer(client, id, Ending::not_leader);
    if (read.level == Level::weak) return answer_read(client, id, read.key);

    const auto index = read_index();
    const bool certain =
        has(Bug::reads_unconfirmed) || (read.level == Level::lease && lease_holds());
    if (certain && applied_ >= index) return answer_read(client, id, read.key);
    if (leading_->reads.size() >= options_.waiting) return answer(client, id, Ending::busy);
    leading_->reads.push_back({.client = client,
                               .id = id,
                               .key = std::move(read.key),
                               .index = index,
                               .round = certain ? 0 : leading_->round + 1});
    if (!certain) {
        leading_->round_wanted = true;
        schedule_flush();
    }
}

/// A new leader has all that was committed in its log, but knows how far that goes only when its
/// own first entry is committed.
Index Node::read_index() const {
    if (has(Bug::reads_before_no_op)) return commit_;
    return std::max(commit_, leading_->no_op);
}

/// Followers keep their promise for one time-out of elections by their clocks, which may be fast,
/// while this one may be slow.
bool Node::lease_holds() {
    if (!options_.leases || leading_->lease_ended) return false;
    const int drift = has(Bug::lease_ignores_drift) ? 0 : options_.clock_drift;
    const auto lease = options_.election * (100 - drift) / (100 + drift);
    return now() - heard_by_majority() < lease;
}

void Node::answer_reads() {
    if (role_ != Role::leader || leading_->reads.empty()) return;
    const auto confirmed = members_.reached_by(members_.majority(), [&](NodeId node) {
        if (node == self()) return leading_->round;
        const auto* follower = leading_->follower(node);
        return follower ? follower->round : 0;
    });
    std::erase_if(leading_->reads, [&](const PendingRead& read) {
        const bool ready = read.round <= confirmed && read.index <= applied_;
        if (ready) answer_read(read.client, read.id, read.key);
        return ready;
    });
}

void Node::refuse_reads() {
    for (const auto& read : leading_->reads) answer(read.client, read.id, Ending::not_leader);
    leading_->reads.clear();
}

void Node::answer_read(NodeId client, std::uint64_t id, const std::string& key) {
    host_.send(client, Response{.id = id, .leader = leader_, .value = store_.get(key)});
}

}  // namespace raft

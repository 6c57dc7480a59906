// Elections: a server that hears of no leader asks first whether it would be elected (pre-vote),
// and only then begins a new term, so that one that was cut off does not disturb the others.

#include <algorithm>

#include "node.hpp"

namespace raft {

void Node::wait_for_leader() {
    quiet_since_ = now();
    const auto more = host_.random().below(static_cast<std::uint64_t>(options_.election.count()));
    patience_ = options_.election + sm::Duration(static_cast<sm::Duration::rep>(more));
    host_.set_timer(Timer::election, patience_);
}

/// A leader's messages only move `quiet_since_`: the timer is set anew when it was too early.
void Node::look_for_leader() {
    if (role_ == Role::leader) return;
    const auto quiet = now() - quiet_since_;
    if (quiet < patience_) {
        host_.set_timer(Timer::election, patience_ - quiet);
    } else if (members_.contains(self())) {
        stand(true);
    } else {
        wait_for_leader();
    }
}

void Node::stand(bool before, bool transfer) {
    role_ = before ? Role::pre_candidate : Role::candidate;
    leader_ = 0;
    if (!before) {
        ballot_ = {ballot_.term + 1, self()};
        ballots_.save(ballot_);
    }
    wait_for_leader();
    votes_.assign(1, self());
    const RequestVote request{.term = ballot_.term + (before ? 1 : 0),
                              .last_index = log_.last(),
                              .last_term = log_.last_term(),
                              .before = before,
                              .transfer = transfer};
    for (const auto node : members_.nodes()) {
        if (node != self()) host_.send(node, request);
    }
    count_votes();
}

void Node::count_votes() {
    const auto votes = std::count_if(votes_.begin(), votes_.end(),
                                     [&](NodeId node) { return members_.contains(node); });
    if (static_cast<std::size_t>(votes) < members_.majority()) return;
    if (role_ == Role::pre_candidate) {
        stand(false);
    } else {
        lead();
    }
}

void Node::lead() {
    role_ = Role::leader;
    leader_ = self();
    leading_.emplace();
    leading_->since = now();
    for (const auto node : members_.nodes()) track(node);
    host_.note("leads");
    leading_->no_op = propose({.term = ballot_.term, .body = NoOp{}});
    beat();
}

/// The leader relies on this: while it is heard, no other is helped into office.
bool Node::promised_to_leader() {
    if (has(Bug::votes_within_lease)) return false;
    if (role_ == Role::leader) return true;
    return heard_leader_ && now() - *heard_leader_ < options_.election;
}

bool Node::is_up_to_date(const RequestVote& message) const {
    if (has(Bug::votes_for_shorter_logs)) return true;
    if (message.last_term != log_.last_term()) return message.last_term > log_.last_term();
    return message.last_index >= log_.last();
}

void Node::on(NodeId from, const RequestVote& message) {
    if (message.term < ballot_.term) {
        host_.send(from, Outdated{ballot_.term});
    } else if (message.transfer || !promised_to_leader()) {
        consider(from, message);
    }
}

void Node::consider(NodeId from, const RequestVote& message) {
    if (message.before) {
        const bool granted = message.term > ballot_.term && is_up_to_date(message);
        host_.send(from, Vote{granted ? message.term : ballot_.term, true, granted});
        return;
    }
    if (message.term > ballot_.term) become_follower(message.term, 0);
    const bool free = ballot_.voted_for == 0 || ballot_.voted_for == from;
    const bool granted = (free || has(Bug::votes_twice)) && is_up_to_date(message);
    if (granted) {
        ballot_.voted_for = from;
        if (!has(Bug::forgets_vote)) ballots_.save(ballot_);
        quiet_since_ = now();
    }
    host_.send(from, Vote{ballot_.term, false, granted});
}

void Node::on(NodeId from, const Vote& message) {
    const auto asked_for = ballot_.term + (role_ == Role::pre_candidate ? 1 : 0);
    const bool counts = role_ == (message.before ? Role::pre_candidate : Role::candidate) &&
                        message.granted && message.term == asked_for;
    if (counts) {
        if (std::find(votes_.begin(), votes_.end(), from) == votes_.end()) votes_.push_back(from);
        count_votes();
    } else if (!message.granted && message.term > ballot_.term) {
        become_follower(message.term, 0);
    }
}

}  // namespace raft

#include "node.hpp"

#include <utility>

namespace raft {

Node::Node(Host& host, Options options)
    : host_(host),
      self_(host.self()),
      options_(std::move(options)),
      ballots_(host.disk()),
      snapshots_(host.disk()),
      log_(host.disk()),
      store_(options_.sessions, options_.bug) {
    recover();
    // What was promised to a leader before the last crash is not known any more: it is kept.
    if (options_.leases) heard_leader_ = now();
    wait_for_leader();
}

void Node::recover() {
    ballot_ = ballots_.load();
    adopt(Members(options_.members.empty() ? host_.replicas() : options_.members), 0);
    if (auto saved = snapshots_.load()) {
        snapshot_ = SharedSnapshot(std::move(*saved));
        store_.load(snapshot_->store);
        commit_ = applied_ = snapshot_->index;
        // A crash came between the snapshot and the log that begins with it.
        if (log_.term(snapshot_->index) != snapshot_->term) {
            log_.reset(snapshot_->index, snapshot_->term);
        }
    }
    adopt_latest();
}

void Node::receive(NodeId from, Message message) {
    std::visit([&](auto& one) { on(from, one); }, message);
}

void Node::timer(sm::simulation::TimerId timer) {
    switch (timer) {
        case Timer::election:
            look_for_leader();
            break;
        case Timer::heartbeat:
            beat();
            break;
        case Timer::flush:
            write_and_send();
            break;
        default:
            break;
    }
}

void Node::become_follower(Term term, NodeId leader) {
    if (term > ballot_.term) {
        ballot_ = {term, 0};
        ballots_.save(ballot_);
    }
    if (role_ == Role::leader) {
        refuse_reads();
        end_joining(Ending::lost);
        end_transfer(Ending::lost);
        leading_.reset();
        host_.cancel_timer(Timer::heartbeat);
        host_.note("leads no more");
    }
    role_ = Role::follower;
    leader_ = leader;
    wait_for_leader();
}

bool Node::follow(NodeId from, Term term) {
    if (term < ballot_.term) {
        host_.send(from, Outdated{ballot_.term});
        return false;
    }
    if (term > ballot_.term || role_ != Role::follower) become_follower(term, from);
    leader_ = from;
    heard_leader_ = quiet_since_ = now();
    return true;
}

void Node::on(NodeId, const Outdated& message) {
    if (message.term > ballot_.term) become_follower(message.term, 0);
}

}  // namespace raft

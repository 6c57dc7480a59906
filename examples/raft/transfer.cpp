// Transfer of leadership: one follower is brought up to date and told to stand at once.

#include <utility>

#include "node.hpp"

namespace raft {

void Node::transfer_leader(NodeId client, std::uint64_t id, NodeId to) {
    if (to == self()) return answer(client, id, Ending::done);
    if (!members_.contains(to) || leading_->transfer || leading_->joining) {
        return answer(client, id, Ending::busy);
    }
    leading_->transfer =
        Transfer{.to = to, .client = client, .id = id, .deadline = now() + options_.election};
    finish_transfer(*leading_->follower(to));
}

/// The others will vote although they hear this leader, so its lease is worth nothing from here
/// on; and the message may be late, so it stays so.
void Node::finish_transfer(const Progress& follower) {
    const auto& transfer = leading_->transfer;
    if (!transfer || transfer->to != follower.node() || follower.match() < log_.last()) return;
    if (!has(Bug::lease_outlives_transfer)) leading_->lease_ended = true;
    host_.send(follower.node(), StandNow{ballot_.term});
}

/// When all goes well that is when another leader is heard of.
void Node::end_transfer(Ending ending) {
    const auto ended = std::exchange(leading_->transfer, std::nullopt);
    if (ended) answer(ended->client, ended->id, ending);
}

void Node::on(NodeId from, const StandNow& message) {
    if (!follow(from, message.term) || !members_.contains(self())) return;
    stand(false, true);
}

}  // namespace raft

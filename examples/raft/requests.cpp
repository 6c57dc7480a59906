// Requests of clients.

#include <utility>

#include "node.hpp"

namespace raft {

namespace {
template <class... F>
struct Overloaded : F... {
    using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;
}  // namespace

void Node::on(NodeId from, Request& message) {
    const auto id = message.id;
    if (auto* asked = std::get_if<Read>(&message.body)) return read(from, id, *asked);
    if (role_ != Role::leader) return answer(from, id, Ending::not_leader);
    std::visit(Overloaded{
                   [&](Write& write) { write_for(from, id, {.body = std::move(write)}); },
                   [&](OpenSession& open) { write_for(from, id, {.body = open}); },
                   [&](const AddServer& add) { add_server(from, id, add.node); },
                   [&](const RemoveServer& remove) { remove_server(from, id, remove.node); },
                   [&](const TransferLeader& transfer) { transfer_leader(from, id, transfer.to); },
                   [](const Read&) {},
               },
               message.body);
}

/// What a client wants in the log, unless there is too much already or another is to lead.
void Node::write_for(NodeId client, std::uint64_t id, Entry entry) {
    if (leading_->transfer || waiting_.size() >= options_.waiting) {
        return answer(client, id, Ending::busy);
    }
    if (has(Bug::answers_before_commit) && std::holds_alternative<Write>(entry.body)) {
        answer(client, id, Ending::done, 1);
    }
    propose_for(client, id, std::move(entry));
}

void Node::propose_for(NodeId client, std::uint64_t id, Entry entry) {
    entry.term = ballot_.term;
    waiting_.push_back({.index = propose(std::move(entry)), .client = client, .id = id});
}

void Node::answer(NodeId client, std::uint64_t id, Ending ending, std::uint64_t number) {
    host_.send(client, Response{.id = id, .ending = ending, .leader = leader_, .number = number});
}

}  // namespace raft

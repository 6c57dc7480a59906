#include "simulation/client.hpp"

#include <utility>

#include "simulation/world.hpp"

namespace sm::detail::inline simulation {
namespace {

constexpr std::size_t most_received = 10'000;

}  // namespace

Client::Client(World& world, NodeId id)
    : Receiver(id), world_(world), random_(world.seed_of(id).child("random")) {}

const std::vector<NodeId>& Client::replicas() const { return world_.replicas; }

Clock& Client::clock() { return world_.clock; }

void Client::send(NodeId to, MessageNumber message, Sending sending) {
    world_.network.send(address(), to, message, sending);
}

void Client::admit(NodeId from, MessageNumber message, Duration delay) {
    auto& loop = world_.loop;
    loop.events().push(loop.now() + delay.count(), *this, admission(from, message));
}

Seed Client::seed() const { return world_.seed_of(address()); }

bool Client::is_recorded() const { return world_.log.is_recording(); }

void Client::note_filtered(NodeId from, NodeId to, const std::string& message) {
    world_.log.note(world_.loop.now(), EventKind::lost, from, to, message + ", by a filter");
}

std::optional<ClientEndpoint::Received> Client::receive(Duration limit) {
    auto& loop = world_.loop;
    const auto due = later(loop.now(), limit.count());
    struct Waiting {
        Client& client;
        Waiting(Client& one, Task& task) : client(one) { client.waiting_ = &task; }
        ~Waiting() { client.waiting_ = nullptr; }
    };
    while (received_.empty()) {
        const Waiting waiting(*this, loop.current());
        if (loop.now() >= due || !loop.park_until(due)) return std::nullopt;
    }
    const auto first = received_.front();
    received_.pop_front();
    return first;
}

void Client::filter(NodeId from, MessageNumber message) {
    world_.messages.filter(*this, from, message);
}

void Client::arrive(NodeId from, MessageNumber message) {
    const bool no_room = received_.size() >= most_received;
    world_.log.add(world_.loop.now(), no_room ? EventKind::lost : EventKind::arrived, from,
                   address(), message);
    if (no_room) return world_.messages.drop(message);
    received_.push_back({from, message});
    if (waiting_ != nullptr) world_.loop.wake(*waiting_);
}

}  // namespace sm::detail::inline simulation

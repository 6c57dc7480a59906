#pragma once
/// The whole world of a client of replicas: a network, its time and random numbers.

#include <sm/simulation/host.hpp>

#include <optional>
#include <vector>

namespace sm::simulation {

/// A datagram that has arrived.
template <class Message>
struct ReceivedMessage {
    NodeId from = 0;
    Message message{};
};

/// Where a client sends from and receives. Written against this, the same blocking code of a
/// client's runs in a simulation, in its time, and, with a mailbox of its own, for real.
template <class Message>
class Mailbox {
 public:
    virtual ~Mailbox() = default;

    virtual NodeId self() const = 0;
    /// In order.
    virtual const std::vector<NodeId>& replicas() const = 0;
    virtual Clock& clock() = 0;
    virtual Random& random() = 0;

    /// As a replica's host does it.
    virtual void send(NodeId to, Message message) = 0;
    /// The next datagram, waited for until `limit` has passed; none if none comes.
    virtual std::optional<ReceivedMessage<Message>> receive(Duration limit) = 0;
};

}  // namespace sm::simulation

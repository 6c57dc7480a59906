#pragma once
/// The seam between the simulation, which is compiled once, and the types of a replica and its
/// messages.

#include <sm/simulation/host.hpp>
#include <sm/simulation/streams.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sm::detail::inline simulation {

/// Messages under way travel by the number of the place that they are kept in.
using MessageNumber = std::uint32_t;

class NetworkEndpoint;

class Messages {
 public:
    virtual ~Messages() = default;
    virtual MessageNumber copy(MessageNumber message) = 0;
    virtual void drop(MessageNumber message) = 0;
    virtual std::string text(MessageNumber message) const = 0;
    /// What has arrived at a endpoint with filters; it admits what they let through.
    virtual void filter(NetworkEndpoint& endpoint, NodeId from, MessageNumber message) = 0;
};

/// What filters have done to a message that is sent.
struct Sending {
    Duration delay{};
    bool overtakable = false;
};

/// What the program on a node, or a client, has of the simulation.
class NetworkEndpoint {
 public:
    virtual ~NetworkEndpoint() = default;
    virtual NodeId id() const = 0;
    virtual const std::vector<NodeId>& replicas() const = 0;
    virtual Clock& clock() = 0;
    virtual Random& random() = 0;
    virtual void send(NodeId to, MessageNumber message, Sending sending = {}) = 0;

    /// What arrives goes through filters from now on.
    virtual void filter_arrivals() = 0;
    /// It has come through them.
    virtual void admit(NodeId from, MessageNumber message, Duration delay) = 0;
    /// What chance its filters have.
    virtual Seed seed() const = 0;

    /// Whether what happens is written down.
    virtual bool is_recorded() const = 0;
    /// Its filters have lost a message.
    virtual void note_filtered(NodeId from, NodeId to, const std::string& message) = 0;
};

class NodeEndpoint : public NetworkEndpoint {
 public:
    virtual Disk& disk() = 0;
    virtual void set_timer(TimerId timer, Duration after) = 0;
    virtual void cancel_timer(TimerId timer) = 0;
    virtual void note(std::string_view text) = 0;
    virtual StreamId connect(NodeId to) = 0;
    virtual void send_on(StreamId stream, MessageNumber message) = 0;
    virtual void close(StreamId stream) = 0;
};

class ClientEndpoint : public NetworkEndpoint {
 public:
    struct Received {
        NodeId from;
        MessageNumber message;
    };
    virtual std::optional<Received> receive(Duration limit) = 0;
};

/// What the simulation has of the program on a node.
class Process {
 public:
    virtual ~Process() = default;
    virtual void start() = 0;
    /// Lets it end in its own way; to wait takes no time meanwhile.
    virtual void stop() = 0;
    virtual void drop() noexcept = 0;
    virtual void receive(NodeId from, MessageNumber message) = 0;
    virtual void timer(TimerId timer) = 0;

    virtual bool takes_streams() const = 0;
    virtual void opened(StreamId stream, NodeId peer) = 0;
    virtual void received_on(StreamId stream, MessageNumber message) = 0;
    virtual void closed(StreamId stream) = 0;
};

}  // namespace sm::detail::inline simulation

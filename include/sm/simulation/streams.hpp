#pragma once
/// Connections between replicas: what is sent arrives once and in order, or the stream breaks.

#include <sm/simulation/host.hpp>

#include <cstdint>

namespace sm::simulation {

/// One end of a connection, by a number of its node's own.
using StreamId = std::uint32_t;

/// A host that also has connections, for replicas whose constructor takes one. What is sent into a
/// cut waits there, as packets that are sent again do, and the stream breaks when that takes longer
/// than its patience. When one end ends, the other is notified after a while, or when it sends.
template <class Message>
class StreamHost : public Host<Message> {
 public:
    /// To another replica. `opened` is called when it has answered, `closed` if it never does.
    virtual StreamId connect(NodeId to) = 0;
    /// Does nothing on a stream that is closed: `closed` reports that, or has done so.
    virtual void send_on(StreamId stream, Message message) = 0;
    /// The other end gets `closed` after all that was sent before; this one gets no more.
    virtual void close(StreamId stream) = 0;
};

/// What a replica has to have for that. Its functions are called in turn with its others.
template <class R>
concept StreamReplica =
    Replica<R> && requires(R& replica, StreamId stream, NodeId peer, typename R::Message message) {
        replica.opened(stream, peer);  // by this end or the other
        replica.received_on(stream, std::move(message));
        replica.closed(stream);
    };

}  // namespace sm::simulation

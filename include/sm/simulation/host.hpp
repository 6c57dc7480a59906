#pragma once
/// The whole world of a replica: time, network, disk and random numbers. Written against
/// this, the same code runs in a simulation and, with a host of its own, for real.

#include <sm/base/clock.hpp>
#include <sm/base/random.hpp>
#include <sm/simulation/disk.hpp>

#include <concepts>
#include <string_view>
#include <utility>
#include <vector>

namespace sm::simulation {

/// Who sends and receives: replicas count from 1, clients from `first_client`.
using NodeId = int;
inline constexpr NodeId first_client = 1001;

/// A timer of a replica's, by a number of its own choice: small ones, such as an enumerator's.
using TimerId = int;

/// The interface of one replica to its world. A call that takes time (of the disk, or the clock's
/// `wait`) blocks this replica meanwhile, like a blocked thread.
template <class Message>
class Host {
 public:
    virtual ~Host() = default;

    virtual NodeId self() const = 0;
    /// All replicas that there are at the start, this one too, in order.
    virtual const std::vector<NodeId>& replicas() const = 0;

    /// This node's own, which may run fast or slow and differ from the others'.
    virtual Clock& clock() = 0;
    virtual Random& random() = 0;
    virtual Disk& disk() = 0;

    /// Sends a datagram to a replica or client. It may arrive late, twice, out of order, or never.
    virtual void send(NodeId to, Message message) = 0;

    /// Calls the replica's `timer` when `after` has passed on its clock, once; instead of when it
    /// was to be called before.
    virtual void set_timer(TimerId timer, Duration after) = 0;
    virtual void cancel_timer(TimerId timer) = 0;

    /// A line for the trace of the run.
    virtual void note(std::string_view text) = 0;
};

/// A program that runs on hosts. It is made at each start, with the disk as the last one left it,
/// and is dropped at a crash. Its functions are called one at a time.
template <class R>
concept Replica = requires { typename R::Message; } &&
                  requires(R& replica, NodeId from, typename R::Message message, TimerId timer) {
                      replica.receive(from, std::move(message));
                      replica.timer(timer);
                  };

}  // namespace sm::simulation

#pragma once
/// The words that the model, its commands and every kind of cluster share.

#include <chrono>
#include <cstdint>

namespace rqlite {

/// The names of the nodes.
enum class Node { a, b, c };

/// Who leads a cluster that is ready: the last, as shrinking goes to the first, and most of what
/// can go wrong goes wrong at a follower too.
inline constexpr Node first_leader = Node::c;

/// The rows that the tests write; a name can be inserted once.
enum class Person { ann, bob, cid, dot, eve, fay };

/// How much a read may promise: nothing, that a node which believes to lead answers, or that what
/// was acknowledged is seen, since the read goes through the log.
enum class Level { none, weak, strong };

/// rqlited ends at once unless 500 ms <= heartbeat <= election.
struct Timeouts {
    std::chrono::milliseconds heartbeat{500};  // without a word from the leader, till an election
    std::chrono::milliseconds election{500};   // of one round
};

}  // namespace rqlite

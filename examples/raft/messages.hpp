#pragma once
/// All that servers and clients say to each other, each a datagram.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "entry.hpp"
#include "snapshot.hpp"

namespace raft {

// Elections.

/// Asks for a vote, or, before a term is spent on it, whether there would be one.
struct RequestVote {
    Term term = 0;  // that it would lead in
    Index last_index = 0;
    Term last_term = 0;
    bool before = false;    // pre-vote: nothing changes yet
    bool transfer = false;  // the leader wants it: no need to wait until that is silent
};

struct Vote {
    Term term = 0;  // of the request if granted, else of the voter
    bool before = false;
    bool granted = false;
};

/// The sender of an older term's message is told of a newer one.
struct Outdated {
    Term term = 0;
};

/// The leader's wish that the receiver stand for election at once.
struct StandNow {
    Term term = 0;
};

// Replication.

struct Append {
    Term term = 0;
    Index previous = 0;  // index and term of the entry before the first one here
    Term previous_term = 0;
    Index commit = 0;
    std::vector<Entry> entries{};
};

struct Appended {
    Term term = 0;
    bool accepted = false;
    Index index = 0;     // accepted: equal up to here; else: the `previous` that did not fit
    Index hint = 0;      // not accepted: where the logs may still be equal
    Term hint_term = 0;  // of the receiver's entry there
};

/// Says who leads, and asks whether it still does: for reads by its round, for the lease by the
/// time at which it was sent.
struct Heartbeat {
    Term term = 0;
    Index commit = 0;  // never more than the receiver is known to hold
    std::uint64_t round = 0;
    sm::Duration sent{};
};

struct HeartbeatAnswer {
    Term term = 0;
    std::uint64_t round = 0;
    sm::Duration sent{};
};

struct InstallSnapshot {
    Term term = 0;
    SharedSnapshot snapshot{};
};

struct SnapshotInstalled {
    Term term = 0;
    Index index = 0;  // everything up to here is there
};

// Clients.

/// How much a read may promise.
enum class Level : std::uint8_t {
    none,    // what the node asked happens to have
    weak,    // what a node has that believes to lead
    lease,   // the latest, as long as clocks run about equally fast
    strong,  // the latest: a majority confirms who leads
};

struct Read {
    std::string key{};
    Level level = Level::strong;
};

struct AddServer {
    NodeId node = 0;
};

struct RemoveServer {
    NodeId node = 0;
};

struct TransferLeader {
    NodeId to = 0;
};

struct Request {
    std::uint64_t id = 0;  // the client's, for the answer; another one when it tries again
    std::variant<Write, Read, OpenSession, AddServer, RemoveServer, TransferLeader> body{};
};

enum class Ending : std::uint8_t {
    done,
    not_leader,  // nothing was done; `leader` may know better
    busy,        // nothing was done, which may change
    lost,        // it was in the log of a leader that was deposed: nobody knows
    no_session,  // the session is not there any more: this attempt did nothing
};

struct Response {
    std::uint64_t id = 0;
    Ending ending = Ending::done;
    NodeId leader = 0;                   // as far as the sender knows; 0 if it does not
    std::uint64_t number = 0;            // of a write: whether it changed something; or the session
    std::optional<std::string> value{};  // of a read
};

using Message =
    std::variant<Heartbeat, HeartbeatAnswer, Append, Appended, RequestVote, Vote, Outdated,
                 StandNow, InstallSnapshot, SnapshotInstalled, Request, Response>;

}  // namespace raft

#pragma once
/// A client of rqlite that knows what it does not know: refused is told from unknown.

#include <sm/cluster/http.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "words.hpp"

namespace rqlite {

using sm::Duration;
using Address = sm::Endpoint;

/// How long each step of a request may take, and how far one is carried on.
struct Limits {
    sm::ConnectionLimits steps{.connect = std::chrono::milliseconds{300}};
    Duration greeting = std::chrono::milliseconds{300};  // before a write is sent
    int hops = 3;                                        // redirections that one attempt follows
    Duration patience{};                                 // refused requests are tried again so long
    Duration interval = std::chrono::milliseconds{2};    // between two attempts
};

/// What the database answered to one statement. An error of SQLite is an answer.
struct Result {
    std::string error{};                 // empty if there was none
    std::vector<std::string> columns{};  // of a query
    std::vector<std::vector<std::optional<std::string>>>
        rows{};  // numbers as text, NULL as nothing
    std::int64_t rows_affected = 0;
};

/// What a node says of itself.
struct Status {
    std::string state{};   // "Leader", "Follower", "Candidate"
    std::string leader{};  // raft address of the node it follows, itself perhaps; empty if none
    std::uint64_t applied = 0;  // index of the last log entry that is in its database
};

/// Speaks to one node, and follows it to its leader; a POST stays a POST.
///
/// What fails is thrown: `sm::Refused` if the request certainly had no effect (no connection, no
/// greeting, "not leader" from the node itself, too many redirections), `sm::Unknown` if it may
/// have one, now or later (sent and not answered, leadership lost while committing). A write is
/// sent only on a connection on which the server has just answered, so that a node that is frozen
/// refuses. Requests that the server calls wrong throw std::logic_error.
class Client {
 public:
    explicit Client(Address node, Limits limits = {}) : node_(std::move(node)), limits_(limits) {}

    /// `POST /db/execute` of one statement that writes.
    Result execute(const std::string& statement) const;
    /// `GET /db/query` of one statement that reads.
    Result query(const std::string& statement, Level level) const;
    /// `GET /status` of this very node; throws sm::Refused if it does not answer.
    Status status() const;
    /// `DELETE /remove`: the cluster forgets the node with this raft address.
    void remove(const std::string& raft_address) const;

 private:
    Address node_;
    Limits limits_;
};

}  // namespace rqlite

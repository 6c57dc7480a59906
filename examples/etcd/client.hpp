#pragma once
/// A client of etcd that knows what it does not know: it tells refused from unknown.

#include <sm/cluster/http.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace etcd {

using sm::Duration;
using Address = sm::Endpoint;

/// The port on which nodes answer clients.
inline constexpr std::uint16_t client_port = 2379;

/// How long each step of a request may take.
using Limits = sm::ConnectionLimits;

/// Whether a read asks a majority, or only the node's own data, which may be old.
enum class Reads { linearizable, serializable };

/// A key as it is.
struct Entry {
    std::string key{};
    std::string value{};
    std::int64_t mod_revision = 0;     // of the whole store, when this key was last written
    std::int64_t create_revision = 0;  // likewise, when it was made
    std::int64_t version = 0;          // how often it was written since

    friend bool operator==(const Entry&, const Entry&) = default;
};

/// What has to hold for a transaction to take its first branch.
struct Guard {
    std::string key{};
    /// Its value, or its last revision, which is 0 of a key that is not there.
    std::variant<std::string, std::int64_t> is{};
};

struct Get {
    std::string key{};
};
struct Put {
    std::string key{};
    std::string value{};
};
/// Keys that begin so; all, if it is empty.
struct RemovePrefix {
    std::string prefix{};
};
using Action = std::variant<Get, Put, RemovePrefix>;

/// If all guards hold then these actions, else those: at once, and in this order.
struct Txn {
    std::vector<Guard> guards{};
    std::vector<Action> then{};
    std::vector<Action> otherwise{};
};

struct TxnAnswer {
    bool held = false;                        // whether the first branch was taken
    std::int64_t revision = 0;                // of the store afterwards
    std::vector<std::optional<Entry>> got{};  // by the `Get`s of that branch, in their order
};

/// A write of a key, as its watchers see it.
struct Written {
    std::int64_t revision = 0;
    std::string value{};

    friend bool operator==(const Written&, const Written&) = default;
};

/// From which revision on a key is watched, and until when.
struct WatchOptions {
    std::int64_t from = 1;
    Duration lasts = std::chrono::seconds{1};
    std::optional<std::int64_t> until{};  // a revision; or for as long as it lasts
};

/// What a node says of itself.
struct Status {
    std::uint64_t member = 0;
    std::uint64_t leader = 0;  // the member it follows, itself perhaps; 0: it knows of none
    std::uint64_t term = 0;
    std::uint64_t applied = 0;  // index of the last log entry that is in its data
    std::string version{};
};

struct Member {
    std::uint64_t id = 0;
    std::string name{};  // empty until it has started
    std::string peer_url{};
    bool learner = false;
};

/// Speaks to one node through its JSON gateway, on a connection that is kept; it follows nobody,
/// as every node passes requests on to the leader. Used by one thread at a time; copies connect
/// on their own.
///
/// What fails is thrown: `sm::Refused` if the request certainly had no effect, as no read has, and
/// `sm::Unknown` if it may have one, now or later; the table is in README.md. Requests that the
/// server calls wrong throw std::logic_error. Writes and linearizable reads ask that the node know
/// a leader, so that one without refuses at once instead of waiting seconds for the next.
class Client {
 public:
    explicit Client(Address node, Limits limits = {});
    Client(const Client& other) : Client(other.node_, other.limits_) {}
    Client(Client&&) noexcept = default;

    std::optional<Entry> get(const std::string& key, Reads reads = Reads::linearizable);
    /// The store's revision afterwards.
    std::int64_t put(const std::string& key, const std::string& value);
    /// Whether the key's value was `from`, and is `to` now.
    bool cas(const std::string& key, const std::string& from, const std::string& to);
    /// Whether the key was last written at this revision (0: was not there), and is `to` now.
    bool cas(const std::string& key, std::int64_t mod_revision, const std::string& to);
    /// `reads` matters where there are no writes: those go through the log in any case.
    TxnAnswer txn(const Txn& txn, Reads reads = Reads::linearizable);
    /// The writes of the key as this node tells them, in the order in which it does; on a
    /// connection of its own.
    std::vector<Written> watch(const std::string& key, WatchOptions options);
    /// How many keys began so and are gone.
    std::int64_t remove_prefix(const std::string& prefix);

    /// Of this very node.
    Status status();
    /// Has this node, which leads, hand over to that member.
    void move_leader(std::uint64_t member);
    std::vector<Member> members();
    /// Has the cluster expect a member there, which is to be started then; its id.
    std::uint64_t member_add(const std::string& peer_url);
    void member_remove(std::uint64_t id);

    const Address& node() const { return node_; }

 private:
    enum class Effect { none, some };
    std::string ask(const char* path, const std::string& body, Effect effect,
                    bool needs_leader = true);
    std::string exchange(sm::HttpRequest request, Effect effect);

    Address node_;
    Limits limits_;
    sm::HttpConnection connection_;
};

/// What an error of etcd's leaves open. Throws sm::Refused, sm::Unknown or std::logic_error.
/// `code` is gRPC's, `writes` whether the request had an effect if it was carried out.
[[noreturn]] void raise(int code, const std::string& message, bool writes);

}  // namespace etcd

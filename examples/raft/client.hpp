#pragma once
/// A client: it finds the leader, and tries again until it knows, or time is up.

#include <sm/simulation/mailbox.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "messages.hpp"

namespace raft {

struct ClientOptions {
    sm::Duration patience = std::chrono::seconds{3};        ///< for one call, with all its attempts
    sm::Duration attempt = std::chrono::milliseconds{400};  ///< for an answer to one message
    sm::Duration pause = std::chrono::milliseconds{50};     ///< when no one leads
};

/// Its calls wait in the mailbox's time. Writes are numbered in a session, so that one that is sent
/// again is not done again. What fails is thrown: `sm::Refused` if it certainly was not done, and
/// `sm::Unknown` if it may have been, or may be still.
class Client {
 public:
    explicit Client(sm::simulation::Mailbox<Message>& box, ClientOptions options = {})
        : box_(box), options_(options) {}

    /// For the calls to come.
    void set(ClientOptions options) { options_ = options; }
    const ClientOptions& options() const { return options_; }
    /// Takes this node for the leader until it hears of another.
    void ask_first(NodeId node) { leader_ = node; }

    void put(const std::string& key, const std::string& value);
    /// Whether it was there.
    bool remove(const std::string& key);
    void append(const std::string& key, const std::string& value);
    /// Sets `value` if `expected` is there, and tells whether it was.
    bool cas(const std::string& key, const std::string& expected, const std::string& value);

    std::optional<std::string> get(const std::string& key, Level level = Level::strong);
    /// Asks this node first; only a level that needs the leader goes on to another.
    std::optional<std::string> get_at(NodeId node, const std::string& key, Level level);

    void add_server(NodeId node);
    void remove_server(NodeId node);
    void transfer_leader(NodeId to);

    /// The node that it takes for the leader.
    NodeId leader() const { return leader_; }
    NodeId after(NodeId node) const;
    const std::vector<NodeId>& replicas() const { return box_.replicas(); }
    /// Where it waits.
    sm::Clock& clock() { return box_.clock(); }

 private:
    using Body = decltype(Request::body);

    bool write(Command command);
    Response call(const Body& body);
    std::optional<Response> attempt(const Body& body, std::uint64_t first_id, sm::Duration limit);
    void look_elsewhere(NodeId hint);
    sm::Duration now() { return box_.clock().now(); }

    sm::simulation::Mailbox<Message>& box_;
    ClientOptions options_;
    std::uint64_t last_id_ = 0;
    Session session_ = 0;
    Serial serial_ = 0;
    NodeId leader_ = 1;
};

}  // namespace raft

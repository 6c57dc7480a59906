#pragma once
/// One stream between two nodes, as TCP would have it.

#include <sm/simulation/streams.hpp>

#include <array>
#include <cstdint>
#include <deque>

#include "simulation/network.hpp"

namespace sm::detail::inline simulation {

class Node;
class World;

/// Each end is a StreamId: twice the connection's number, plus one for the end that was called.
class Connection final : public EventHandler {
 public:
    Connection(World& world, std::uint32_t number, Node& caller, Node& called);

    StreamId stream(std::size_t end) const { return 2 * number_ + static_cast<StreamId>(end); }

    bool belongs_to(std::size_t end, const Node& node) const { return ends_[end].node == &node; }

    void send(std::size_t end, MessageNumber message);
    /// In an orderly way: the other end is told after what was sent before.
    void close(std::size_t end);
    /// The node of this end has lost its power, and tells nobody.
    void vanish(const Node& node);
    /// The node of this end has ended, and its system closes what it had open.
    void end(const Node& node);

 private:
    enum class Kind : std::uint8_t { open, accept, data, close };
    struct Packet {
        Kind kind;
        MessageNumber message = 0;
    };
    struct End {
        Node* node;
        std::uint64_t start;  // which start of the node's this is an end of
        bool open = false;
    };
    /// What one end sends.
    struct Way {
        std::deque<Packet> waiting{};  // for the link to let them through
        std::deque<Packet> moving{};
        Instant latest = 0;
        bool retrying = false;
        Instant stalled = 0;  // since when
        Instant pause = 0;    // until the next try
    };
    enum class What : std::uint8_t { arrival, retry, reset };

    void happen(std::uint64_t what) override;
    void arrange(Instant time, What what, std::size_t end);
    void put(std::size_t end, Packet packet);
    void push_through(std::size_t from);
    void stall(std::size_t from);
    void arrive(std::size_t to);
    void take(std::size_t to, Packet packet);
    void reset(std::size_t end);
    /// What this end has sent, and the other will not get.
    void lose(std::size_t from, MessageNumber message);
    bool is_there(std::size_t end) const;

    World& world_;
    std::uint32_t number_;
    std::array<End, 2> ends_;
    std::array<Way, 2> ways_;
};

}  // namespace sm::detail::inline simulation

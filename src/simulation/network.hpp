#pragma once
/// The links between all stations, and what happens to datagrams on them.

#include <sm/base/random.hpp>
#include <sm/cluster/cut.hpp>
#include <sm/simulation/detail/adapter.hpp>
#include <sm/simulation/options.hpp>

#include <cstdint>
#include <memory>
#include <vector>

#include "simulation/log.hpp"
#include "simulation/loop.hpp"

namespace sm::detail::inline simulation {

/// Something on the network. What happens to it is that datagrams arrive.
class Receiver : public EventHandler {
 public:
    explicit Receiver(NodeId id) : id_(id) {}
    NodeId address() const { return id_; }

    static std::uint64_t arrival(NodeId from, MessageNumber message) {
        return static_cast<std::uint64_t>(from) << 32 | message;
    }
    /// What has been through the receiver's filters.
    static std::uint64_t admission(NodeId from, MessageNumber message) {
        return arrival(from, message) | admitted;
    }

 protected:
    ~Receiver() = default;
    virtual void arrive(NodeId from, MessageNumber message) = 0;
    virtual void filter(NodeId from, MessageNumber message) = 0;
    void filter_what_arrives() { filters_ = true; }

 private:
    static constexpr std::uint64_t admitted = std::uint64_t{1} << 63;

    void happen(std::uint64_t what) final {
        const auto from = static_cast<NodeId>((what & ~admitted) >> 32);
        const auto message = static_cast<MessageNumber>(what);
        if (filters_ && (what & admitted) == 0) return filter(from, message);
        arrive(from, message);
    }

    NodeId id_;
    bool filters_ = false;
};

class Network {
 public:
    Network(const NetworkOptions& options, Seed seed, int nodes, Loop& loop, Log& log,
            Messages& messages);

    /// Replicas in order, then clients.
    void join(Receiver& receiver);

    /// Throws Misuse if there is nobody of that name.
    void send(NodeId from, NodeId to, MessageNumber message, Sending sending);

    /// Whether a packet of a stream comes through now, as chance has it.
    bool lets_through(NodeId from, NodeId to);
    Duration draw_latency(NodeId from, NodeId to);

    void cut(NodeId from, NodeId to, double share);
    void delay(NodeId from, NodeId to, Duration by) { link(from, to).delay = by; }
    void clog(NodeId from, NodeId to) { link(from, to).clogged = true; }
    void unclog(NodeId from, NodeId to);
    /// All links are as they were at the start; what was stuck arrives.
    void mend();
    /// From now on nothing happens to what is sent but that it takes its usual time.
    void calm() {
        calm_ = true;
        options_.latency.tail = 0;
    }
    /// Those that are, in order: the sender, the receiver and the rest of what is told of them.
    struct CutLink {
        NodeId from;
        NodeId to;
        double share;
        std::uint64_t dropped;
    };
    std::vector<CutLink> cuts() const;

 private:
    /// One direction between two stations. What is drawn for it disturbs no other.
    struct Stuck {
        MessageNumber message;
        Sending sending;
    };
    struct Link {
        Random random;
        double cut = 0;  // the share that vanishes
        std::uint64_t dropped = 0;
        Duration delay{};
        bool clogged = false;
        std::vector<Stuck> stuck{};
        Instant latest = 0;  // when the latest of what keeps its order arrives
    };

    std::size_t index_of(NodeId id) const {
        const auto index = static_cast<std::size_t>(id) - 1;
        return index < nodes_ ? index : index_of_client(id);
    }
    std::size_t index_of_client(NodeId id) const;
    Link& link(NodeId from, NodeId to) { return link_at(index_of(from), index_of(to)); }
    Link& link_at(std::size_t from, std::size_t to) {
        auto& row = links_[from];
        return to < row.size() && row[to] ? *row[to] : make_link(from, to);
    }
    Link& make_link(std::size_t from, std::size_t to);
    void deliver(Link& link, NodeId from, Receiver& to, MessageNumber message, Sending sending);

    NetworkOptions options_;
    Seed seed_;
    std::size_t nodes_;
    Loop& loop_;
    Log& log_;
    Messages& messages_;
    bool calm_ = false;
    std::vector<Receiver*> receivers_;
    std::vector<std::vector<std::unique_ptr<Link>>> links_;  // by who sends, then who receives
};

}  // namespace sm::detail::inline simulation

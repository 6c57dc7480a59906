#include "simulation/network.hpp"

#include <sm/base/misuse.hpp>
#include <sm/simulation/detail/chance.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace sm::detail::inline simulation {
namespace {

constexpr std::size_t most_stuck = 10'000;

}  // namespace

Network::Network(const NetworkOptions& options, Seed seed, int nodes, Loop& loop, Log& log,
                 Messages& messages)
    : options_(options),
      seed_(seed),
      nodes_(static_cast<std::size_t>(nodes)),
      loop_(loop),
      log_(log),
      messages_(messages) {}

void Network::join(Receiver& receiver) {
    receivers_.push_back(&receiver);
    links_.emplace_back();
}

std::size_t Network::index_of_client(NodeId id) const {
    const auto clients = receivers_.size() - nodes_;
    const auto client = static_cast<std::size_t>(id) - static_cast<std::size_t>(first_client);
    if (id >= first_client && client < clients) return nodes_ + client;
    throw Misuse(fmt::format(
        "there is no receiver {}: replicas are 1 to {}, clients {}", id, nodes_,
        clients == 0 ? "none"
                     : fmt::format("{} to {}", first_client,
                                   static_cast<std::size_t>(first_client) + clients - 1)));
}

Network::Link& Network::make_link(std::size_t from, std::size_t to) {
    auto& row = links_[from];
    if (to >= row.size()) row.resize(receivers_.size());
    const auto number = [this](std::size_t index) {
        return static_cast<std::uint64_t>(receivers_[index]->address());
    };
    row[to] =
        std::make_unique<Link>(Link{.random = Random(seed_.child(number(from)).child(number(to)))});
    return *row[to];
}

void Network::send(NodeId from, NodeId to, MessageNumber message, Sending sending) {
    const auto index = index_of(to);
    auto& receiver = *receivers_[index];
    auto& way = link_at(index_of(from), index);
    const bool cut = happens(way.cut, way.random);
    if (cut) ++way.dropped;
    if (cut || (!calm_ && happens(options_.loss, way.random))) {
        log_.add(loop_.now(), EventKind::lost, from, to, message);
        return messages_.drop(message);
    }
    log_.note(loop_.now(), EventKind::sent, from, to, message);
    if (way.clogged) {
        if (way.stuck.size() < most_stuck) return way.stuck.push_back({message, sending});
        log_.note(loop_.now(), EventKind::lost, from, to, message);
        return messages_.drop(message);
    }
    if (!calm_ && happens(options_.duplicates, way.random))
        deliver(way, from, receiver, messages_.copy(message), sending);
    deliver(way, from, receiver, message, sending);
}

void Network::deliver(Link& link, NodeId from, Receiver& to, MessageNumber message,
                      Sending sending) {
    const auto takes = draw(options_.latency, link.random) + sending.delay + link.delay;
    auto time = loop_.now() + takes.count();
    const bool may_be_overtaken = !calm_ && happens(options_.reordered, link.random);
    if (!may_be_overtaken && !sending.overtakable) link.latest = time = std::max(time, link.latest);
    loop_.events().push(time, to, Receiver::arrival(from, message));
}

bool Network::lets_through(NodeId from, NodeId to) {
    auto& way = link(from, to);
    if (happens(way.cut, way.random)) {
        ++way.dropped;
        return false;
    }
    return !way.clogged && (calm_ || !happens(options_.loss, way.random));
}

Duration Network::draw_latency(NodeId from, NodeId to) {
    auto& way = link(from, to);
    return draw(options_.latency, way.random) + way.delay;
}

void Network::unclog(NodeId from, NodeId to) {
    auto& way = link(from, to);
    way.clogged = false;
    for (const auto& [message, sending] : std::exchange(way.stuck, {}))
        deliver(way, from, *receivers_[index_of(to)], message, sending);
}

void Network::mend() {
    for (std::size_t from = 0; from < links_.size(); ++from)
        for (std::size_t to = 0; to < links_[from].size(); ++to) {
            auto* const one = links_[from][to].get();
            if (one == nullptr) continue;
            one->cut = 0;
            one->delay = {};
            unclog(receivers_[from]->address(), receivers_[to]->address());
        }
}

void Network::cut(NodeId from, NodeId to, double share) {
    auto& changed = link(from, to);
    if (changed.cut == 0) changed.dropped = 0;
    changed.cut = share;
}

std::vector<Network::CutLink> Network::cuts() const {
    std::vector<CutLink> all;
    for (std::size_t from = 0; from < nodes_; ++from)
        for (std::size_t to = 0; to < links_[from].size() && to < nodes_; ++to)
            if (const auto* one = links_[from][to].get(); one != nullptr && one->cut > 0)
                all.push_back({receivers_[from]->address(), receivers_[to]->address(), one->cut,
                               one->dropped});
    return all;
}

}  // namespace sm::detail::inline simulation

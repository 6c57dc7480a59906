#include "simulation/connection.hpp"

#include <algorithm>
#include <utility>

#include "simulation/world.hpp"

namespace sm::detail::inline simulation {
namespace {

constexpr Instant first_pause = 200'000'000;

}  // namespace

Connection::Connection(World& world, std::uint32_t number, Node& caller, Node& called)
    : world_(world),
      number_(number),
      ends_{End{&caller, caller.starts(), true}, End{&called, called.starts()}} {
    put(0, {Kind::open});
}

bool Connection::is_there(std::size_t end) const {
    const auto& one = ends_[end];
    return one.node->is_up() && one.node->starts() == one.start;
}

void Connection::send(std::size_t end, MessageNumber message) {
    if (!ends_[end].open) return world_.messages.drop(message);
    world_.log.note(world_.loop.now(), EventKind::sent, ends_[end].node->id(),
                    ends_[1 - end].node->id(), message);
    put(end, {Kind::data, message});
}

void Connection::close(std::size_t end) {
    if (std::exchange(ends_[end].open, false)) put(end, {Kind::close});
}

void Connection::vanish(const Node& node) {
    const auto patience = world_.options.network.stream_patience.count();
    for (std::size_t end = 0; end < 2; ++end)
        if (ends_[end].node == &node && std::exchange(ends_[end].open, false))
            arrange(world_.loop.now() + patience, What::reset, 1 - end);
}

void Connection::end(const Node& node) {
    for (std::size_t end = 0; end < 2; ++end)
        if (ends_[end].node == &node) close(end);
}

void Connection::arrange(Instant time, What what, std::size_t end) {
    world_.loop.events().push(time, *this, static_cast<std::uint64_t>(what) << 1 | end);
}

void Connection::happen(std::uint64_t what) {
    const auto end = static_cast<std::size_t>(what & 1);
    switch (static_cast<What>(what >> 1)) {
        case What::arrival:
            return arrive(end);
        case What::retry:
            ways_[end].retrying = false;
            return push_through(end);
        case What::reset:
            return reset(end);
    }
}

void Connection::put(std::size_t end, Packet packet) {
    ways_[end].waiting.push_back(packet);
    if (!ways_[end].retrying) push_through(end);
}

void Connection::push_through(std::size_t from) {
    auto& way = ways_[from];
    const auto sender = ends_[from].node->id();
    const auto receiver = ends_[1 - from].node->id();
    while (!way.waiting.empty()) {
        if (!world_.network.lets_through(sender, receiver)) return stall(from);
        way.pause = 0;
        way.moving.push_back(way.waiting.front());
        way.waiting.pop_front();
        const auto takes = world_.network.draw_latency(sender, receiver).count();
        way.latest = std::max(way.latest, world_.loop.now() + takes);
        arrange(way.latest, What::arrival, 1 - from);
    }
}

/// Tries again later and later, until patience ends.
void Connection::stall(std::size_t from) {
    auto& way = ways_[from];
    const auto now = world_.loop.now();
    if (way.pause == 0) way.stalled = now;
    if (now - way.stalled >= world_.options.network.stream_patience.count()) return reset(from);
    way.pause = way.pause == 0 ? first_pause : 2 * way.pause;
    way.retrying = true;
    arrange(now + way.pause, What::retry, from);
}

void Connection::arrive(std::size_t to) {
    auto& way = ways_[1 - to];
    const auto packet = way.moving.front();
    way.moving.pop_front();
    if (packet.kind == Kind::open) {
        ends_[to].start = ends_[to].node->starts();
        ends_[to].open = ends_[to].node->is_up() && ends_[to].node->takes_streams();
    }
    if (is_there(to) && ends_[to].open) return take(to, packet);
    if (packet.kind == Kind::data) lose(1 - to, packet.message);
    const auto back = world_.network.draw_latency(ends_[to].node->id(), ends_[1 - to].node->id());
    if (packet.kind != Kind::close) arrange(world_.loop.now() + back.count(), What::reset, 1 - to);
}

void Connection::take(std::size_t to, Packet packet) {
    auto& node = *ends_[to].node;
    switch (packet.kind) {
        case Kind::open:
            node.stream_opened(stream(to), ends_[1 - to].node->id());
            return put(to, {Kind::accept});
        case Kind::accept:
            return node.stream_opened(stream(to), ends_[1 - to].node->id());
        case Kind::data:
            return node.stream_received(stream(to), ends_[1 - to].node->id(), packet.message);
        case Kind::close:
            ends_[to].open = false;
            return node.stream_closed(stream(to));
    }
}

void Connection::lose(std::size_t from, MessageNumber message) {
    world_.log.note(world_.loop.now(), EventKind::lost, ends_[from].node->id(),
                    ends_[1 - from].node->id(), message);
    world_.messages.drop(message);
}

void Connection::reset(std::size_t end) {
    for (const auto& packet : std::exchange(ways_[end].waiting, {}))
        if (packet.kind == Kind::data) lose(end, packet.message);
    if (std::exchange(ends_[end].open, false) && is_there(end))
        ends_[end].node->stream_closed(stream(end));
}

}  // namespace sm::detail::inline simulation

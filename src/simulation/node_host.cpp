// What the program on a node can do, and what its clock does to it.

#include <sm/base/misuse.hpp>

#include <fmt/format.h>

#include <algorithm>

#include "simulation/node.hpp"
#include "simulation/node_timer.hpp"
#include "simulation/world.hpp"

namespace sm::detail::inline simulation {
namespace {

constexpr TimerId most_timers = 1'000;

}  // namespace

void Node::send(NodeId to, MessageNumber message, Sending sending) {
    if (!is_up()) return world_.messages.drop(message);
    world_.network.send(address(), to, message, sending);
}

void Node::admit(NodeId from, MessageNumber message, Duration delay) {
    auto& loop = world_.loop;
    loop.events().push(loop.now() + delay.count(), *this, admission(from, message));
}

Seed Node::seed() const { return world_.seed_of(address()); }

bool Node::is_recorded() const { return world_.log.is_recording(); }

void Node::note_filtered(NodeId from, NodeId to, const std::string& message) {
    world_.log.note(world_.loop.now(), EventKind::lost, from, to, message + ", by a filter");
}

StreamId Node::connect(NodeId to) { return world_.connect(*this, to); }

void Node::send_on(StreamId stream, MessageNumber message) {
    if (!is_up()) return world_.messages.drop(message);
    world_.connection(stream, *this).send(stream % 2, message);
}

void Node::close(StreamId stream) { world_.connection(stream, *this).close(stream % 2); }

void Node::set_timer(TimerId timer, Duration after) {
    if (timer < 0 || timer >= most_timers)
        throw Misuse(
            fmt::format("set_timer({}): a timer is a number from 0 to {}", timer, most_timers - 1));
    if (!is_up()) return;
    const auto index = static_cast<std::size_t>(timer);
    if (index >= timers_.size()) timers_.resize(index + 1);
    if (!timers_[index])
        timers_[index] = std::make_unique<NodeTimer>(*this, world_.loop.events(), timer);
    timers_[index]->arm(
        later(drifting_.shown(world_.loop.now()), std::max(after, Duration::zero()).count()));
}

void Node::cancel_timer(TimerId timer) {
    const auto index = static_cast<std::size_t>(timer);
    if (timer >= 0 && index < timers_.size() && timers_[index]) timers_[index]->disarm();
}

void Node::note(std::string_view text) {
    world_.log.add(world_.loop.now(), EventKind::noted, address(), text);
}

/// Whether the node is still up then. One that is paused does not go on, and one that is being
/// stopped does not wait.
bool Node::wait_until(Instant due) {
    if (stopping_) return true;
    world_.loop.wait_until(due);
    while (state_ == NodeState::paused && world_.loop.park_until(never)) {
    }
    return is_up();
}

Duration Node::NodeClock::now() const {
    return Duration{node_.drifting_.shown(node_.world_.loop.now())};
}

void Node::NodeClock::wait(Duration duration) {
    const Duration end{later(now().count(), duration.count())};
    while (now() < end && !node_.stopping_ && node_.is_up())
        node_.pass_until(node_.drifting_.when(end.count()));
}

/// Returns at this time, or earlier when the clock is changed.
void Node::pass_until(Instant due) {
    world_.loop.park_until(due);
    while (state_ == NodeState::paused && world_.loop.park_until(never)) {
    }
}

void Node::step_clock(Duration by) {
    log(EventKind::clock, by.count());
    drifting_.step(world_.loop.now(), by.count());
    reset_timers();
}

void Node::set_drift(double share) {
    const auto parts = static_cast<std::int64_t>(share * 1e9);
    log(EventKind::clock, parts);
    drifting_.set_drift(world_.loop.now(), parts);
    reset_timers();
}

void Node::correct_clock() {
    log(EventKind::clock);
    drifting_.correct(world_.loop.now());
    reset_timers();
}

void Node::reset_timers() {
    for (const auto& timer : timers_)
        if (timer && timer->is_armed()) timer->reset();
    if (busy_ != nullptr && busy_ != &world_.loop.current()) world_.loop.wake(*busy_);
}

}  // namespace sm::detail::inline simulation

#include "simulation/node.hpp"

#include <sm/base/misuse.hpp>
#include <sm/history/outcome.hpp>
#include <sm/simulation/detail/chance.hpp>
#include <sm/simulation/simulated_cluster.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <utility>

#include "run/call.hpp"
#include "simulation/node_timer.hpp"
#include "simulation/world.hpp"

namespace sm::detail::inline simulation {
namespace {

constexpr std::size_t most_jobs = 10'000;

}  // namespace

Node::Node(World& world, NodeId id)
    : Receiver(id),
      world_(world),
      name_(fmt::format("n{}", id)),
      random_(Seed{}),
      disk_(world.options.disk, world.seed_of(id), [this](Duration time) {
          return is_up() && wait_until(world_.loop.now() + time.count());
      }) {
    set_off_clock();
}

/// Clocks differ from each other by the skew at most, and each has a drift of its own.
void Node::set_off_clock() {
    const auto& clocks = world_.options.clocks;
    Random random(world_.seed_of(address()).child("clock"));
    const auto most = static_cast<std::int64_t>(clocks.drift * 1e9);
    if (clocks.skew > Duration::zero())
        drifting_.step(0, between(Duration::zero(), clocks.skew, random).count());
    if (most > 0) drifting_.set_drift(0, random.between(-most, most));
}

Node::~Node() = default;

const std::vector<NodeId>& Node::replicas() const { return world_.replicas; }

void Node::log(EventKind what, std::int64_t detail) {
    world_.log.add(world_.loop.now(), what, address(), detail);
}

void Node::log(EventKind what, std::string_view text) {
    world_.log.add(world_.loop.now(), what, address(), text);
}

void Node::note_cut(const std::string& to, double share) {
    log(EventKind::cut, share == 0   ? fmt::format("no more from {}", to)
                        : share == 1 ? fmt::format("from {}", to)
                                     : fmt::format("from {} by {:g} %", to, share * 100));
}

void Node::require(bool fits, const char* what, const char* instead) const {
    if (!fits)
        throw Refused(fmt::format("{} {}: it is {}; {}", what, name_, to_string(state_), instead));
}

void Node::start() {
    require(!is_up(), "start", "kill or stop it first");
    log(EventKind::started);
    state_ = NodeState::running;
    random_ = Random(world_.seed_of(address()).child(++starts_));
    jobs_.push_back({Job::Kind::start});
    resume_soon();
}

void Node::stop() {
    require(is_up(), "stop", "only one that runs can be stopped");
    log(EventKind::stopped);
    const bool idle = busy_ == nullptr && state_ == NodeState::running && jobs_.empty();
    idle ? run({Job::Kind::stop}) : end(NodeState::stopped);
}

void Node::kill() {
    require(is_up(), "kill", "only one that runs can be killed");
    log(EventKind::killed);
    crashed_ = true;
    end(NodeState::stopped);
}

void Node::pause() {
    require(state_ == NodeState::running, "pause", "only one that runs can be paused");
    log(EventKind::paused);
    state_ = NodeState::paused;
}

void Node::unpause() {
    require(state_ == NodeState::paused, "unpause", "only one that is paused goes on");
    log(EventKind::unpaused);
    state_ = NodeState::running;
    if (busy_ != nullptr) world_.loop.wake(*busy_);
    resume_soon();
}

void Node::wipe() {
    require(!is_up(), "wipe", "kill or stop it first");
    log(EventKind::wiped);
    disk_.wipe();
}

void Node::heal() {
    disk_.fail({});
    slowness_ = {};
    correct_clock();
    if (state_ == NodeState::paused) unpause();
    if (!is_up()) start();
}

void Node::retire() {
    if (is_up()) kill();
}

/// What the program is in the middle of ends where it waits, and only then is it dropped.
void Node::end(NodeState state) {
    state_ = state;
    if (busy_ == nullptr) return clear();
    if (busy_ == &world_.loop.current()) throw Cancelled{};
    world_.loop.cancel(*busy_);
}

void Node::clear() {
    stopping_ = false;
    process_->drop();
    for (const auto& job : std::exchange(jobs_, {}))
        if (job.kind == Job::Kind::receive || job.kind == Job::Kind::received)
            world_.messages.drop(job.which);
    for (const auto& timer : timers_)
        if (timer) timer->disarm();
    for (const auto& one : world_.connections) crashed_ ? one->vanish(*this) : one->end(*this);
    if (std::exchange(crashed_, false)) disk_.crash();
}

void Node::fail_disk(const DiskFault& fault) {
    log(EventKind::disk_fault);
    disk_.fail(fault);
}

void Node::filter(NodeId from, MessageNumber message) {
    if (!is_up()) return arrive(from, message);
    world_.messages.filter(*this, from, message);
}

void Node::arrive(NodeId from, MessageNumber message) {
    const auto what = is_up() ? EventKind::arrived : EventKind::refused;
    const bool no_room = is_up() && jobs_.size() >= most_jobs;
    world_.log.add(world_.loop.now(), no_room ? EventKind::lost : what, from, address(), message);
    if (!is_up() || no_room) return world_.messages.drop(message);
    accept({Job::Kind::receive, static_cast<std::uint32_t>(from), message});
}

void Node::stream_opened(StreamId stream, NodeId peer) {
    log(EventKind::opened, stream);
    accept({Job::Kind::opened, stream, static_cast<std::uint32_t>(peer)});
}

void Node::stream_received(StreamId stream, NodeId peer, MessageNumber message) {
    world_.log.add(world_.loop.now(), EventKind::arrived, peer, address(), message);
    accept({Job::Kind::received, stream, message});
}

void Node::stream_closed(StreamId stream) {
    log(EventKind::closed, stream);
    accept({Job::Kind::closed, stream});
}

void Node::accept(const Job& job) {
    if (!is_up()) return;
    if (busy_ != nullptr || state_ == NodeState::paused || !jobs_.empty())
        return jobs_.push_back(job);
    run(job);
    work();
}

void Node::work() {
    while (busy_ == nullptr && state_ == NodeState::running && !jobs_.empty()) {
        const auto job = jobs_.front();
        jobs_.pop_front();
        run(job);
    }
}

void Node::resume_soon() { world_.loop.events().push(world_.loop.now(), resuming_, 0); }

void Node::run(const Job& job) {
    busy_ = &world_.loop.current();
    try {
        perform(job);
        if (slowness_ > Duration::zero()) wait_until(world_.loop.now() + slowness_.count());
    } catch (const Cancelled&) {
        // Somebody has ended it, and the state says how.
    } catch (const DiskError& error) {
        die(error.what());
    } catch (const Misuse& misuse) {
        die(misuse.what());
        world_.loop.fail(std::current_exception());
    } catch (...) {
        std::string reason;
        describe_exception(reason);
        die(reason);
        world_.loop.fail(std::make_exception_ptr(
            ReplicaThrew(fmt::format("replica {} threw {}", name_, reason))));
    }
    busy_ = nullptr;
    if (!is_up()) clear();
}

void Node::die(std::string_view reason) {
    log(EventKind::died, reason);
    state_ = NodeState::dead;
}

void Node::perform(const Job& job) {
    switch (job.kind) {
        case Job::Kind::start:
            return process_->start();
        case Job::Kind::stop:
            stopping_ = true;
            process_->stop();
            state_ = NodeState::stopped;
            return;
        case Job::Kind::receive:
            return process_->receive(static_cast<NodeId>(job.who), job.which);
        case Job::Kind::timer:
            if (!timers_[job.who]->is(job.which)) return;
            log(EventKind::timer, job.who);
            return process_->timer(static_cast<TimerId>(job.who));
        case Job::Kind::opened:
            return process_->opened(job.who, static_cast<NodeId>(job.which));
        case Job::Kind::received:
            return process_->received_on(job.who, job.which);
        case Job::Kind::closed:
            return process_->closed(job.who);
    }
}

}  // namespace sm::detail::inline simulation

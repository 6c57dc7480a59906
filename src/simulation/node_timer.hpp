#pragma once
/// A timer of a program's, by the clock of its node.

#include <algorithm>

#include "simulation/node.hpp"
#include "simulation/world.hpp"

namespace sm::detail::inline simulation {

class Node::NodeTimer final : public Timer {
 public:
    NodeTimer(Node& node, EventQueue& events, TimerId id) : Timer(events), node_(node), id_(id) {}

    /// At this reading of the node's clock.
    void arm(Instant shown) {
        ++setting_;
        shown_ = shown;
        reset();
    }
    void disarm() {
        ++setting_;
        cancel();
    }
    /// The clock has been changed.
    void reset() { set(std::max(node_.world_.loop.now(), node_.drifting_.when(shown_))); }
    bool is_armed() const { return due() != never; }
    bool is(std::uint32_t setting) const { return setting == setting_; }

 private:
    void ring() override {
        node_.accept({Job::Kind::timer, static_cast<std::uint32_t>(id_), setting_});
    }

    Node& node_;
    TimerId id_;
    Instant shown_ = 0;
    std::uint32_t setting_ = 0;
};

}  // namespace sm::detail::inline simulation

#pragma once
/// A host whose node a test drives by hand: it keeps what is sent, and calls no timer by itself.

#include <sm/simulation/host.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fake_disk.hpp"
#include "node.hpp"

namespace raft {

class FakeHost final : public sm::simulation::Host<Message> {
 public:
    explicit FakeHost(NodeId self, std::vector<NodeId> replicas = {1, 2, 3})
        : self_(self), replicas_(std::move(replicas)), random_(static_cast<std::uint64_t>(self)) {}

    NodeId self() const override { return self_; }
    const std::vector<NodeId>& replicas() const override { return replicas_; }
    sm::VirtualClock& clock() override { return clock_; }
    sm::Random& random() override { return random_; }
    FakeDisk& disk() override { return disk_; }
    void send(NodeId to, Message message) override { sent_.emplace_back(to, std::move(message)); }
    void set_timer(sm::simulation::TimerId timer, sm::Duration after) override {
        timers_[timer] = clock_.now() + after;
    }
    void cancel_timer(sm::simulation::TimerId timer) override { timers_.erase(timer); }
    void note(std::string_view) override {}

    /// What was sent since it was last asked.
    std::vector<std::pair<NodeId, Message>> take_sent() { return std::exchange(sent_, {}); }

    /// What of one kind was sent to a node since it was last asked, the last one; the rest is
    /// forgotten.
    template <class Kind>
    std::optional<Kind> last_sent(NodeId to) {
        std::optional<Kind> last;
        for (auto& [receiver, message] : take_sent()) {
            auto* kind = std::get_if<Kind>(&message);
            if (receiver == to && kind) last = std::move(*kind);
        }
        return last;
    }

    /// Lets time pass and calls the node's timers as they fall due.
    void pass(sm::Duration time, Node& node) {
        const auto end = clock_.now() + time;
        for (;;) {
            const auto next =
                std::min_element(timers_.begin(), timers_.end(),
                                 [](const auto& a, const auto& b) { return a.second < b.second; });
            if (next == timers_.end() || next->second > end) break;
            const auto [timer, due] = *next;
            timers_.erase(next);
            clock_.wait(due - clock_.now());
            node.timer(timer);
        }
        clock_.wait(end - clock_.now());
    }

 private:
    NodeId self_;
    std::vector<NodeId> replicas_;
    sm::VirtualClock clock_{};
    sm::Random random_;
    FakeDisk disk_{};
    std::vector<std::pair<NodeId, Message>> sent_{};
    std::map<sm::simulation::TimerId, sm::Duration> timers_{};
};

}  // namespace raft

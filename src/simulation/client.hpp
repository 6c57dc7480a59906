#pragma once
/// A client on the network: what arrives waits for it.

#include <deque>

#include "simulation/network.hpp"

namespace sm::detail::inline simulation {

class World;

class Client final : public ClientEndpoint, public Receiver {
 public:
    Client(World& world, NodeId id);
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    NodeId id() const override { return address(); }
    const std::vector<NodeId>& replicas() const override;
    Clock& clock() override;
    Random& random() override { return random_; }
    void send(NodeId to, MessageNumber message, Sending sending) override;
    void filter_arrivals() override { filter_what_arrives(); }
    void admit(NodeId from, MessageNumber message, Duration delay) override;
    Seed seed() const override;
    bool is_recorded() const override;
    void note_filtered(NodeId from, NodeId to, const std::string& message) override;
    std::optional<Received> receive(Duration limit) override;

 private:
    void arrive(NodeId from, MessageNumber message) override;
    void filter(NodeId from, MessageNumber message) override;

    World& world_;
    Random random_;
    std::deque<Received> received_;
    Task* waiting_ = nullptr;
};

}  // namespace sm::detail::inline simulation

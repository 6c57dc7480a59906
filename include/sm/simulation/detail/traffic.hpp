#pragma once
/// The messages of one simulation: those under way, and the filters that they go through.

#include <sm/simulation/detail/adapter.hpp>
#include <sm/simulation/detail/filter_chain.hpp>
#include <sm/value/to_string.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace sm::detail::inline simulation {

[[noreturn]] void misuse_filter_of_streams(NodeId node, const char* direction);

/// Messages that are under way, each in a place that is used again when it has arrived.
template <class Message>
class MessageStore {
 public:
    MessageNumber put(Message&& message) {
        if (free_.empty()) {
            messages_.push_back(std::move(message));
            return static_cast<MessageNumber>(messages_.size() - 1);
        }
        const auto number = free_.back();
        free_.pop_back();
        messages_[number] = std::move(message);
        return number;
    }

    Message take(MessageNumber number) {
        free_.push_back(number);
        return std::move(messages_[number]);
    }

    const Message& at(MessageNumber number) const { return messages_[number]; }

 private:
    std::vector<Message> messages_;
    std::vector<MessageNumber> free_;
};

template <class Message>
class Traffic final : public Messages {
 public:
    void send(NetworkEndpoint& endpoint, NodeId to, Message&& message) {
        if (sending_.empty()) return endpoint.send(to, store_.put(std::move(message)));
        send_filtered(endpoint, to, std::move(message));
    }

    MessageNumber put(Message&& message) { return store_.put(std::move(message)); }
    Message take(MessageNumber number) { return store_.take(number); }

    MessageNumber copy(MessageNumber number) override {
        return store_.put(Message(store_.at(number)));
    }
    void drop(MessageNumber number) override { static_cast<void>(store_.take(number)); }
    std::string text(MessageNumber number) const override {
        return sm::to_string(store_.at(number));
    }

    void filter(NetworkEndpoint& endpoint, NodeId from, MessageNumber number) override {
        auto& chain = receiving_.at(endpoint.id());
        chain->enter({.from = from, .to = endpoint.id(), .message = store_.take(number)});
    }

    template <class F>
    std::shared_ptr<FilterPlace> add_send_filter(NetworkEndpoint& endpoint, F filter) {
        auto& chain = sending_[endpoint.id()];
        if (!chain)
            chain = std::make_unique<FilterChain<Message>>(
                endpoint.clock(), endpoint.seed().child("send filters"),
                [this, &endpoint](Packet<Message> packet) {
                    endpoint.send(packet.to, store_.put(std::move(packet.message)),
                                  {.delay = packet.delay, .overtakable = packet.overtakable});
                },
                witness(endpoint));
        return chain->add(std::move(filter));
    }

    template <class F>
    std::shared_ptr<FilterPlace> add_receive_filter(NetworkEndpoint& endpoint, F filter) {
        auto& chain = receiving_[endpoint.id()];
        if (!chain)
            chain = std::make_unique<FilterChain<Message>>(
                endpoint.clock(), endpoint.seed().child("receive filters"),
                [this, &endpoint](Packet<Message> packet) {
                    endpoint.admit(packet.from, store_.put(std::move(packet.message)),
                                   packet.delay);
                },
                witness(endpoint));
        endpoint.filter_arrivals();
        return chain->add(std::move(filter));
    }

    /// Throw Misuse where filters of a endpoint would have to act on its streams.
    void require_no_send_filters(const NetworkEndpoint& endpoint) const {
        if (has(sending_, endpoint)) misuse_filter_of_streams(endpoint.id(), "send");
    }
    void require_no_receive_filters(const NetworkEndpoint& endpoint) const {
        if (has(receiving_, endpoint)) misuse_filter_of_streams(endpoint.id(), "receive");
    }

    FilterCounts counts() const {
        FilterCounts all;
        for (const auto& [node, chain] : sending_) all += chain->counts();
        for (const auto& [node, chain] : receiving_) all += chain->counts();
        return all;
    }

    void clear_send_filters(NodeId node) { clear(sending_, node); }
    void clear_receive_filters(NodeId node) { clear(receiving_, node); }
    void clear_filters() {
        for (auto& [node, chain] : sending_) chain->clear();
        for (auto& [node, chain] : receiving_) chain->clear();
    }

 private:
    using Chains = std::map<NodeId, std::unique_ptr<FilterChain<Message>>>;

    static bool has(const Chains& chains, const NetworkEndpoint& endpoint) {
        const auto chain = chains.find(endpoint.id());
        return chain != chains.end() && !chain->second->empty();
    }

    static typename FilterChain<Message>::Witness witness(NetworkEndpoint& endpoint) {
        return {.looks = [&endpoint] { return endpoint.is_recorded(); },
                .lost =
                    [&endpoint](const Packet<Message>& packet) {
                        endpoint.note_filtered(packet.from, packet.to,
                                               sm::to_string(packet.message));
                    }};
    }

    void send_filtered(NetworkEndpoint& endpoint, NodeId to, Message&& message) {
        const auto chain = sending_.find(endpoint.id());
        if (chain == sending_.end()) return endpoint.send(to, store_.put(std::move(message)));
        chain->second->enter({.from = endpoint.id(), .to = to, .message = std::move(message)});
    }

    static void clear(Chains& chains, NodeId node) {
        const auto chain = chains.find(node);
        if (chain != chains.end()) chain->second->clear();
    }

    MessageStore<Message> store_;
    Chains sending_;
    Chains receiving_;
};

}  // namespace sm::detail::inline simulation

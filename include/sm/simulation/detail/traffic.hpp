#pragma once
/// The messages of one simulation: those under way, and the filters that they go through.

#include <sm/simulation/detail/filter_chain.hpp>
#include <sm/simulation/detail/seam.hpp>
#include <sm/value/show.hpp>

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
    void send(Station& station, NodeId to, Message&& message) {
        if (sending_.empty()) return station.send(to, store_.put(std::move(message)));
        send_filtered(station, to, std::move(message));
    }

    MessageNumber put(Message&& message) { return store_.put(std::move(message)); }
    Message take(MessageNumber number) { return store_.take(number); }

    MessageNumber copy(MessageNumber number) override {
        return store_.put(Message(store_.at(number)));
    }
    void drop(MessageNumber number) override { static_cast<void>(store_.take(number)); }
    std::string text(MessageNumber number) const override { return sm::show(store_.at(number)); }

    void filter(Station& station, NodeId from, MessageNumber number) override {
        auto& chain = receiving_.at(station.id());
        chain->enter({.from = from, .to = station.id(), .message = store_.take(number)});
    }

    template <class F>
    std::shared_ptr<FilterPlace> add_send_filter(Station& station, F filter) {
        auto& chain = sending_[station.id()];
        if (!chain)
            chain = std::make_unique<FilterChain<Message>>(
                station.clock(), station.seed().child("send filters"),
                [this, &station](Parcel<Message> parcel) {
                    station.send(parcel.to, store_.put(std::move(parcel.message)),
                                 {.delay = parcel.delay, .overtakable = parcel.overtakable});
                },
                witness(station));
        return chain->add(std::move(filter));
    }

    template <class F>
    std::shared_ptr<FilterPlace> add_receive_filter(Station& station, F filter) {
        auto& chain = receiving_[station.id()];
        if (!chain)
            chain = std::make_unique<FilterChain<Message>>(
                station.clock(), station.seed().child("receive filters"),
                [this, &station](Parcel<Message> parcel) {
                    station.admit(parcel.from, store_.put(std::move(parcel.message)), parcel.delay);
                },
                witness(station));
        station.filter_arrivals();
        return chain->add(std::move(filter));
    }

    /// Throw Misuse where filters of a station would have to act on its streams.
    void require_no_send_filters(const Station& station) const {
        if (has(sending_, station)) misuse_filter_of_streams(station.id(), "send");
    }
    void require_no_receive_filters(const Station& station) const {
        if (has(receiving_, station)) misuse_filter_of_streams(station.id(), "receive");
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

    static bool has(const Chains& chains, const Station& station) {
        const auto chain = chains.find(station.id());
        return chain != chains.end() && !chain->second->empty();
    }

    static typename FilterChain<Message>::Witness witness(Station& station) {
        return {.looks = [&station] { return station.is_recorded(); },
                .lost =
                    [&station](const Parcel<Message>& parcel) {
                        station.note_filtered(parcel.from, parcel.to, sm::show(parcel.message));
                    }};
    }

    void send_filtered(Station& station, NodeId to, Message&& message) {
        const auto chain = sending_.find(station.id());
        if (chain == sending_.end()) return station.send(to, store_.put(std::move(message)));
        chain->second->enter({.from = station.id(), .to = to, .message = std::move(message)});
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

#pragma once
/// What hands a replica or client of a certain type its part of the simulation.

#include <sm/simulation/detail/adapter.hpp>
#include <sm/simulation/detail/traffic.hpp>
#include <sm/simulation/host.hpp>
#include <sm/simulation/mailbox.hpp>
#include <sm/simulation/streams.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace sm::detail::inline simulation {

template <class Message>
class SimulatedHost final : public StreamHost<Message> {
 public:
    SimulatedHost(NodeEndpoint& endpoint, Traffic<Message>& traffic)
        : station_(endpoint), traffic_(traffic) {}

    NodeId self() const override { return station_.id(); }
    const std::vector<NodeId>& replicas() const override { return station_.replicas(); }
    Clock& clock() override { return station_.clock(); }
    Random& random() override { return station_.random(); }
    Disk& disk() override { return station_.disk(); }
    void send(NodeId to, Message message) override {
        traffic_.send(station_, to, std::move(message));
    }
    void set_timer(TimerId timer, Duration after) override { station_.set_timer(timer, after); }
    void cancel_timer(TimerId timer) override { station_.cancel_timer(timer); }
    void note(std::string_view text) override { station_.note(text); }
    StreamId connect(NodeId to) override { return station_.connect(to); }
    void send_on(StreamId stream, Message message) override {
        traffic_.require_no_send_filters(station_);
        station_.send_on(stream, traffic_.put(std::move(message)));
    }
    void close(StreamId stream) override { station_.close(stream); }

 private:
    NodeEndpoint& station_;
    Traffic<Message>& traffic_;
};

template <class Message>
class SimulatedMailbox final : public Mailbox<Message> {
 public:
    SimulatedMailbox(ClientEndpoint& endpoint, Traffic<Message>& traffic)
        : station_(endpoint), traffic_(traffic) {}

    NodeId self() const override { return station_.id(); }
    const std::vector<NodeId>& replicas() const override { return station_.replicas(); }
    Clock& clock() override { return station_.clock(); }
    Random& random() override { return station_.random(); }
    void send(NodeId to, Message message) override {
        traffic_.send(station_, to, std::move(message));
    }
    std::optional<ReceivedMessage<Message>> receive(Duration limit) override {
        const auto received = station_.receive(limit);
        if (!received) return std::nullopt;
        return ReceivedMessage<Message>{received->from, traffic_.take(received->message)};
    }

 private:
    ClientEndpoint& station_;
    Traffic<Message>& traffic_;
};

/// A replica that ends in an orderly way does so by this; others just end.
template <class R>
concept CanBeStopped = requires(R& replica) { replica.stop(); };

/// A place for a replica: empty, until it is started.
template <class R, class Make>
class Place final : public Process {
 public:
    using Message = typename R::Message;

    Place(NodeEndpoint& endpoint, Traffic<Message>& traffic, Make make)
        : station_(endpoint), host_(endpoint, traffic), traffic_(traffic), make_(std::move(make)) {}

    void start() override { replica_ = make_(host_); }
    void stop() override {
        if constexpr (CanBeStopped<R>) replica_->stop();
    }
    void drop() noexcept override { replica_.reset(); }
    void receive(NodeId from, MessageNumber message) override {
        replica_->receive(from, traffic_.take(message));
    }
    void timer(TimerId timer) override { replica_->timer(timer); }

    bool takes_streams() const override { return StreamReplica<R>; }
    void opened(StreamId stream, NodeId peer) override {
        if constexpr (StreamReplica<R>) replica_->opened(stream, peer);
    }
    void received_on(StreamId stream, MessageNumber message) override {
        auto taken = traffic_.take(message);
        traffic_.require_no_receive_filters(station_);
        if constexpr (StreamReplica<R>) replica_->received_on(stream, std::move(taken));
    }
    void closed(StreamId stream) override {
        if constexpr (StreamReplica<R>) replica_->closed(stream);
    }

 private:
    NodeEndpoint& station_;
    SimulatedHost<Message> host_;
    Traffic<Message>& traffic_;
    Make make_;
    std::unique_ptr<R> replica_;
};

template <class R, class... Arguments>
std::unique_ptr<Process> make_place(NodeEndpoint& endpoint, Traffic<typename R::Message>& traffic,
                                    const Arguments&... arguments) {
    const auto make = [arguments...](StreamHost<typename R::Message>& host) {
        return std::make_unique<R>(host, arguments...);
    };
    return std::make_unique<Place<R, decltype(make)>>(endpoint, traffic, make);
}

}  // namespace sm::detail::inline simulation

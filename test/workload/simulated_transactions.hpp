#pragma once
/// Transactions in a simulation: the first server carries them out and sends copies to the others,
/// which it forgets.

#include <sm/simulation/simulation.hpp>
#include <sm/sm.hpp>
#include <sm/workload/check_workload.hpp>
#include <sm/workload/transactions.hpp>

#include <chrono>
#include <vector>

namespace transactions {

using namespace std::chrono_literals;

/// What may be wrong with a store.
enum class Flaw {
    none,
    lost_update,  ///< clients fetch the state and store it again, whatever came between
    stale_read,   ///< transactions that only read are answered by a copy
};

enum class Kind { carry_out, read_copy, fetch, store, copy, answer };

template <class Model>
struct Packet {
    Kind kind{};
    typename Model::Ops ops{};
    Model state{};
    std::vector<typename Model::Found> found{};
    int call = 0;
    int version = 0;
};

template <class State, Flaw flaw>
class Store {
 public:
    using Message = Packet<State>;
    class Client;

    explicit Store(sm::simulation::Host<Message>& host) : host_(host) {}

    void receive(sm::simulation::NodeId from, Message packet) {
        Message answer{.kind = Kind::answer, .call = packet.call};
        if (packet.kind == Kind::copy) {
            if (packet.version > version_) state_ = packet.state;
            version_ = std::max(version_, packet.version);
            return;
        }
        if (packet.kind == Kind::carry_out || packet.kind == Kind::read_copy)
            answer.found = state_.apply(packet.ops);
        if (packet.kind == Kind::fetch) answer.state = state_;
        if (packet.kind == Kind::store) state_ = packet.state;
        if (packet.kind == Kind::carry_out || packet.kind == Kind::store) send_copies();
        host_.send(from, answer);
    }
    void timer(sm::simulation::TimerId) {}

 private:
    void send_copies() {
        ++version_;
        for (const auto other : host_.replicas())
            if (other != host_.self())
                host_.send(other, {.kind = Kind::copy, .state = state_, .version = version_});
    }

    sm::simulation::Host<Message>& host_;
    State state_;
    int version_ = 0;
};

template <class State, Flaw flaw>
class Store<State, flaw>::Client {
 public:
    explicit Client(sm::simulation::Mailbox<Message>& box) : box_(box) {}

    auto transact(const typename State::Ops& ops) {
        if (flaw == Flaw::lost_update) {
            auto state = call(1, {.kind = Kind::fetch}).state;
            auto found = state.apply(ops);
            if (!only_reads(ops)) call(1, {.kind = Kind::store, .state = state});
            return found;
        }
        if (flaw == Flaw::stale_read && only_reads(ops))
            return call(2, {.kind = Kind::read_copy, .ops = ops}).found;
        return call(1, {.kind = Kind::carry_out, .ops = ops}).found;
    }

 private:
    static bool only_reads(const typename State::Ops& ops) {
        return std::all_of(ops.begin(), ops.end(), [](const auto& op) {
            return std::holds_alternative<sm::workload::Read>(op);
        });
    }
    Message call(sm::simulation::NodeId server, Message packet) {
        packet.call = ++calls_;
        box_.send(server, packet);
        const auto end = box_.clock().now() + 100ms;
        while (auto letter = box_.receive(end - box_.clock().now()))
            if (letter->message.call == calls_) return std::move(letter->message);
        throw sm::Unknown("no answer");
    }

    sm::simulation::Mailbox<Message>& box_;
    int calls_ = 0;
};

struct OnStore {
    auto operator()(auto& client, const auto& ops) const { return client.transact(ops); }
};

using Lists = sm::workload::ListTransactions<OnStore>;
using Registers = sm::workload::RegisterTransactions<OnStore>;

}  // namespace transactions

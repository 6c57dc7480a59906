#pragma once
/// A small replicated program for tests: counters that are added to, and told when asked.

#include <sm/simulation/simulation.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace counters {

using namespace std::chrono_literals;

enum class Kind { add, ask, answer, tick };

struct Message {
    Kind kind = Kind::ask;
    int number = 0;
};

/// Keeps its number on disk, and tells the others of itself once a second.
class Counter {
 public:
    using Message = counters::Message;
    class Client;

    explicit Counter(sm::simulation::Host<Message>& host) : host_(host) {
        const bool known = host_.disk().exists("number");
        const auto text = known ? host_.disk().read("number", 0, 20) : "";
        if (!text.empty()) number_ = std::stoi(text);
        host_.set_timer(0, 1s);
    }

    void receive(sm::simulation::NodeId from, const Message& message) {
        if (message.kind == Kind::tick) ++ticks_;
        if (message.kind == Kind::add) {
            number_ += message.number;
            host_.disk().write("number", 0, std::to_string(number_) + '\n');
            host_.disk().sync("number");
        }
        if (message.kind == Kind::add || message.kind == Kind::ask)
            host_.send(from, {Kind::answer, number_});
    }

    void timer(sm::simulation::TimerId) {
        for (const auto other : host_.replicas())
            if (other != host_.self()) host_.send(other, {Kind::tick, 0});
        host_.set_timer(0, 1s);
    }

 private:
    sm::simulation::Host<Message>& host_;
    int number_ = 0;
    int ticks_ = 0;
};

class Counter::Client {
 public:
    explicit Client(sm::simulation::Mailbox<Message>& box) : box_(box) {}

    std::optional<int> add(sm::simulation::NodeId node, int number) {
        return call(node, {Kind::add, number});
    }
    std::optional<int> ask(sm::simulation::NodeId node) { return call(node, {Kind::ask, 0}); }

 private:
    std::optional<int> call(sm::simulation::NodeId node, Message message) {
        box_.send(node, message);
        const auto received = box_.receive(5s);
        if (!received) return std::nullopt;
        return received->message.number;
    }

    sm::simulation::Mailbox<Message>& box_;
};

}  // namespace counters

#pragma once
/// Nodes that do nothing but note what arrives, for tests of what is between them.

#include <sm/simulation/simulation.hpp>

#include <chrono>
#include <string>
#include <variant>
#include <vector>

namespace posts {

using namespace std::chrono_literals;

enum class Kind { letter, bill };

struct Message {
    int number = 0;
    Kind kind = Kind::letter;
};

/// Sends on what a client asks it to: n1 sends to n2 what has an even number, to n3 what is odd.
class Post {
 public:
    using Message = posts::Message;
    struct Client;

    Post(sm::simulation::Host<Message>& host, std::vector<std::string>* arrived)
        : host_(host), arrived_(arrived) {}

    void receive(sm::simulation::NodeId from, const Message& message) {
        if (from >= sm::simulation::first_client && host_.self() == 1)
            return host_.send(message.number % 2 == 0 ? 2 : 3, message);
        arrived_->push_back(std::to_string(message.number));
    }
    void timer(sm::simulation::TimerId) {}

 private:
    sm::simulation::Host<Message>& host_;
    std::vector<std::string>* arrived_;
};

struct Post::Client {
    explicit Client(sm::simulation::Mailbox<Message>& given) : box(given) {}
    sm::simulation::Mailbox<Message>& box;
};

/// A client, n1 and those that n1 sends to, with time passing as the test says.
class Office {
 public:
    explicit Office(sm::simulation::ClusterOptions options = {.network = {.latency = {1ms, 1ms}}})
        : simulation_(options, sm::Seed{1}, &arrived_), client_(simulation_.client(1)) {
        cluster().clock().wait(1ms);
    }

    sm::simulation::FilteredCluster<Message>& cluster() { return simulation_.cluster(); }
    sm::simulation::Mailbox<Message>& client() { return client_.box; }

    /// Has n1 send these, and lets a second pass. What has arrived by then, in that order.
    std::vector<std::string> send(const std::vector<int>& numbers, Kind kind = Kind::letter) {
        arrived_.clear();
        for (const int number : numbers) client().send(1, {number, kind});
        cluster().clock().wait(1s);
        return arrived_;
    }
    std::vector<std::string> arrived() const { return arrived_; }

 private:
    std::vector<std::string> arrived_;
    sm::simulation::Simulation<Post> simulation_;
    sm::simulation::Simulation<Post>::Client client_;
};

}  // namespace posts

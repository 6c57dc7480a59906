#pragma once
/// Registers in a simulation: the first server has them, and writes each down before it answers;
/// the others have copies, which it sends and forgets.

#include <sm/simulation/simulation.hpp>
#include <sm/sm.hpp>
#include <sm/workload/check_workload.hpp>
#include <sm/workload/generators.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace registers {

using namespace std::chrono_literals;

enum class Kind { write, copy, read, answer };

struct Packet {
    Kind kind{};
    int key = 0;
    int value = 0;
    int call = 0;
};

/// What may be wrong with a server.
enum class Flaw {
    none,
    unsynced,  ///< answers before its disk has what was written
    touchy,    ///< throws when it is told to write 7
};

class Server {
 public:
    using Message = Packet;
    class Client;

    explicit Server(sm::simulation::Host<Packet>& host, Flaw flaw = Flaw::none)
        : host_(host), flaw_(flaw) {
        for (const std::string& file : host_.disk().files()) {
            const auto text = host_.disk().read(file, 0, 20);
            if (!text.empty() && text.back() == ';') values_[std::stoi(file)] = std::stoi(text);
        }
    }

    void receive(sm::simulation::NodeId from, Packet packet) {
        if (packet.kind == Kind::write && packet.value == 7 && flaw_ == Flaw::touchy)
            throw std::runtime_error("7 is too much");
        if (packet.kind == Kind::write || packet.kind == Kind::copy) keep(packet);
        if (packet.kind == Kind::write) {
            for (const auto other : host_.replicas())
                if (other != host_.self())
                    host_.send(other, {Kind::copy, packet.key, packet.value});
        }
        if (packet.kind != Kind::copy)
            host_.send(from, {Kind::answer, packet.key, values_[packet.key], packet.call});
    }
    void timer(sm::simulation::TimerId) {}

 private:
    void keep(const Packet& packet) {
        const auto file = std::to_string(packet.key);
        values_[packet.key] = packet.value;
        host_.disk().write(file, 0, std::to_string(packet.value) + ";");
        if (flaw_ != Flaw::unsynced) host_.disk().sync(file);
    }

    sm::simulation::Host<Packet>& host_;
    Flaw flaw_;
    std::map<int, int> values_;
};

class Server::Client {
 public:
    explicit Client(sm::simulation::Mailbox<Packet>& box) : box_(box) {}

    void write(int key, int value) {
        if (!call(1, {Kind::write, key, value})) throw sm::Unknown("no answer");
    }
    int read(sm::simulation::NodeId server, int key) {
        if (const auto value = call(server, {Kind::read, key})) return *value;
        throw sm::Refused("no answer");
    }
    /// Waits for what never comes.
    [[noreturn]] void hang() {
        for (;;) box_.clock().wait(1h);
    }

 private:
    std::optional<int> call(sm::simulation::NodeId server, Packet packet) {
        packet.call = ++calls_;
        box_.send(server, packet);
        const auto end = box_.clock().now() + 100ms;
        while (const auto received = box_.receive(end - box_.clock().now()))
            if (received->message.call == calls_) return received->message.value;
        return std::nullopt;
    }

    sm::simulation::Mailbox<Packet>& box_;
    int calls_ = 0;
};

struct Model {
    std::map<int, int> values;
};

struct Write {
    int key;
    int value;
    void apply(Model& m) const { m.values[key] = value; }
    void run(auto& client) const { client.write(key, value); }
    static int partition(const Write& c) { return c.key; }
};

struct Read {
    static constexpr bool read_only = true;
    int key;
    int server;
    int apply(Model& m) const { return sm::find(m.values, key).value_or(0); }
    int run(auto& client) const { return client.read(server, key); }
    static int partition(const Read& c) { return c.key; }
};

struct Hang {
    static constexpr bool read_only = true;
    void apply(Model&) const {}
    void run(auto& client) const { client.hang(); }
    static int partition(const Hang&) { return 0; }
};

using Cmd = std::variant<Write, Read, Hang>;

/// Writes and reads of so many keys; reads ask so many servers, from the first on.
inline sm::gen::Generator reads_and_writes(int keys, int servers) {
    return sm::gen::draw_each([keys, servers](sm::Random& random) -> Cmd {
        const int key = static_cast<int>(random.below(static_cast<std::uint64_t>(keys)));
        if (random.chance(1, 2)) return Write{key, static_cast<int>(random.below(1000))};
        return Read{key, 1 + static_cast<int>(random.below(static_cast<std::uint64_t>(servers)))};
    });
}

inline sm::Fault on(const std::string& fault, const std::vector<std::string>& nodes) {
    return {fault, sm::to_tree(nodes)};
}

/// A node is killed, or cut off, for some seconds.
inline sm::gen::Generator trouble() {
    const auto draw = [](sm::Random& random) {
        const std::string node = "n" + std::to_string(1 + random.below(3));
        const sm::Fault cut = sm::fault::partition({{node}});
        return sm::gen::Inject{random.chance(1, 2) ? on("kill", {node}) : cut,
                               std::chrono::milliseconds(random.between(100, 3000))};
    };
    return sm::gen::nemesis(sm::gen::stagger(4s, sm::gen::inject_each(draw)));
}

/// Two clients at a time on each of so many keys, beside trouble, for so long.
inline sm::gen::Generator beside_trouble(sm::Duration lasts, int keys, int servers) {
    return sm::gen::time_limit(
        lasts,
        sm::gen::any(
            {sm::gen::clients(sm::gen::stagger(5ms, reads_and_writes(keys, servers))), trouble()}));
}

constexpr sm::simulation::DiskOptions forgetful_disk{.kept = 0};

}  // namespace registers

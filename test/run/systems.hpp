#pragma once
/// Systems under test that count what is done to them, and commands that end in every way.

#include <sm/history/detail/any_history.hpp>
#include <sm/program/detail/any_program.hpp>

#include <atomic>
#include <latch>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "run/runner.hpp"
#include "run/worker_pool.hpp"

namespace systems {

/// What systems of one test share; it outlives threads that are abandoned.
struct Site {
    std::atomic<int> made{0};
    std::atomic<int> destroyed{0};
    std::atomic<int> torn_down{0};
    std::atomic<int> clients{0};
    std::atomic<int> clients_destroyed{0};
    std::atomic<int> met{0};   // calls of Meet
    std::atomic<int> back{0};  // calls of Stuck that have returned
    std::latch gate{1};        // where Stuck waits
    int client_fails_at = -1;  // this worker gets none

    struct Line {
        int worker;
        int what;
        bool operator==(const Line&) const = default;
    };

    void note(int worker, int what) {
        const std::lock_guard lock(mutex_);
        lines_.push_back({worker, what});
    }
    std::vector<Line> lines() const {
        const std::lock_guard lock(mutex_);
        return lines_;
    }

    /// Lets the stuck calls go, and waits until their threads have gone too.
    void release() {
        gate.count_down();
        while (sm::detail::abandoned_workers() > 0) std::this_thread::yield();
    }

 private:
    mutable std::mutex mutex_;
    std::vector<Line> lines_;
};

using Shared = std::shared_ptr<Site>;

/// A system without clients.
class Plain {
 public:
    explicit Plain(Shared shared) : site(std::move(shared)) { ++site->made; }
    ~Plain() { ++site->destroyed; }
    Plain(const Plain&) = delete;
    Plain& operator=(const Plain&) = delete;

    const Shared site;
    const int worker = -1;
};

/// A system without clients that holds something outside.
class Outside : public Plain {
 public:
    using Plain::Plain;
    void tear_down() { ++site->torn_down; }
};

class Client {
 public:
    Client(Shared shared, int number) : site(std::move(shared)), worker(number) {
        if (number == site->client_fails_at) throw std::runtime_error("connection refused");
        ++site->clients;
    }
    ~Client() { ++site->clients_destroyed; }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    const Shared site;
    const int worker;
};

/// A system with clients.
class Served : public Outside {
 public:
    using Outside::Outside;
    Client client(int number) { return {site, number}; }
};

struct Model {
    int calls = 0;
};

struct Note {
    int what = 0;
    int apply(Model& m) const { return ++m.calls, what; }
    int run(auto& sys) const { return sys.site->note(sys.worker, what), what; }
};
struct Take {
    sm::Ref<int> from;
    int apply(Model& m) const { return ++m.calls; }
    bool post(const Model&, const int&) const { return true; }
    int run(auto& sys, const sm::Results& got) const {
        return sys.site->note(sys.worker, got[from]), got[from];
    }
};
/// Answers once so many calls of it are running.
struct Meet {
    int of = 0;
    void apply(Model& m) const { ++m.calls; }
    void run(auto& sys) const {
        ++sys.site->met;
        while (sys.site->met.load() < of) std::this_thread::yield();
    }
};
struct Stuck {
    int apply(Model& m) const { return ++m.calls, 0; }
    int run(auto& sys) const {
        const Shared site = sys.site;
        site->gate.wait();
        ++site->back;
        return 77;
    }
};
/// Lets a stuck call of an earlier run go, and waits until it has come back.
struct Unblock {
    void apply(Model& m) const { ++m.calls; }
    void run(auto& sys) const { sys.site->release(); }
};
enum class Throw { refused, unknown, standard, number };
struct Throws {
    Throw what{};
    int apply(Model& m) const { return ++m.calls, 0; }
    int run(auto&) const {
        switch (what) {
            case Throw::refused:
                throw sm::Refused("full");
            case Throw::unknown:
                throw sm::Unknown("connection lost");
            case Throw::standard:
                throw std::out_of_range("at 7");
            case Throw::number:
                throw 42;
        }
        return 0;
    }
};

using Cmd = std::variant<Note, Take, Meet, Stuck, Unblock, Throws>;
using Steps = std::vector<sm::Step<Cmd>>;
using Program = sm::Program<Cmd>;
using History = sm::History<Cmd>;

/// For runs in which something is stuck; what is not must come back within it on any machine.
constexpr auto briefly = std::chrono::milliseconds{200};
constexpr auto long_enough = std::chrono::minutes{5};

/// A runner for the systems of a `make`.
template <class Make>
struct RunnerOf {
    Make make;
    sm::detail::Runner runner;

    RunnerOf(Make of, sm::Duration limit)
        : make(std::move(of)), runner(sm::detail::system_type<Cmd, Make>(), &make, limit) {}
    RunnerOf(const RunnerOf&) = delete;
    RunnerOf& operator=(const RunnerOf&) = delete;

    sm::detail::Run operator()(const Program& program, const sm::detail::Observe& observe) {
        return runner.run(sm::detail::any_program(program), observe);
    }
    History operator()(const Program& program) {
        const auto run = (*this)(program, [](const auto&) { return true; });
        return sm::detail::typed_history<Cmd>(run.history);
    }
};

/// A `make` of systems of the type that share the site.
template <class System>
auto maker(const Shared& site) {
    return [site] { return System(site); };
}

inline std::string reason(const sm::Entry<Cmd>& entry) {
    return std::visit([](const auto& call) { return call.outcome.reason; }, entry.call);
}

}  // namespace systems

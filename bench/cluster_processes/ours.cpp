// What a program costs on a cluster of three real rqlite nodes, from nothing to nothing left, where
// the nodes are local processes and where they are containers.
//
//   ours process|docker    prints `PHASE N` for each phase, in milliseconds, and `all N`

#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "rqlite/cluster.hpp"

namespace {

using Wall = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

class Phases {
 public:
    void time(const char* name, const std::function<void()>& body) {
        const auto begin = Wall::now();
        body();
        const Milliseconds took = Wall::now() - begin;
        std::printf("%s %.2f\n", name, took.count());
        all_ += took;
    }
    void total() const { std::printf("all %.2f\n", all_.count()); }

 private:
    Milliseconds all_{};
};

void expect(bool holds) {
    if (!holds) throw std::runtime_error("rqlite did not answer as it should");
}

/// Writes, reads and three faults with their ends, as the suites of the example draw them.
void program(rqlite::Cluster& cluster) {
    using enum rqlite::Node;
    using enum rqlite::Person;
    expect(cluster.insert(a, ann));
    expect(cluster.insert(b, bob));
    cluster.disconnect(a);
    expect(cluster.people(c, rqlite::Level::weak).size() == 2);
    cluster.connect(a);
    cluster.pause(b);
    expect(!cluster.insert(c, ann));
    cluster.unpause(b);
    expect(cluster.people(c, rqlite::Level::strong).size() == 2);
}

void measure(sm::Backend on) {
    std::optional<rqlite::Cluster> cluster;
    Phases phases;
    phases.time("networks", [&] { cluster.emplace(rqlite::Patience{}, on); });
    phases.time("start", [&] { cluster->boot(); });
    phases.time("program", [&] { program(*cluster); });
    phases.time("renew", [&] { expect(cluster->renew()); });
    phases.time("again", [&] { program(*cluster); });
    phases.time("kill", [&] { cluster->stop(rqlite::Node::a); });
    phases.time("clean_up", [&] { cluster.reset(); });
    phases.total();
}

}  // namespace

int main(int count, char** words) {
    try {
        if (count != 2) throw std::invalid_argument("usage: ours process|docker");
        measure(sm::backend_of(words[1], "the first argument"));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s: %s\n", words[0], error.what());
        return 1;
    }
}

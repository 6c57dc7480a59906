// Makes the runs that the pictures of the documents are drawn of: minutes of simulated servers,
// some of them wrong, kept in FOLDER/store, and their failures in FOLDER/corpus. The trace of a
// short one is drawn as FOLDER/sequence.svg.

#include <sm/simulation/simulation.hpp>
#include <sm/workload/check_workload.hpp>

#include <cstdio>
#include <exception>
#include <fstream>
#include <string>

#include "workload.hpp"

namespace {

using namespace std::chrono_literals;

struct Run {
    const char* name;
    raft::Bug bug;
    std::uint64_t seed;
    sm::Duration lasts;
};

/// As many as a table needs, and short: the pictures are part of the sources.
constexpr Run runs[] = {
    {"raft", raft::Bug::none, 1, 1min},
    {"raft-half-is-enough", raft::Bug::half_is_enough, 1, 2min},
    {"raft-acknowledges-before-sync", raft::Bug::acknowledges_before_sync, 1, 2min},
    {"raft", raft::Bug::none, 2, 3min},
    {"raft-answers-before-commit", raft::Bug::answers_before_commit, 1, 1min},
};

void make(const Run& run, const std::string& folder) {
    sm::WorkloadOptions options;
    options.check.name = run.name;
    options.check.workers = 6;
    options.check.seed = run.seed;
    options.check.store = folder + "/store";
    options.check.corpus = folder + "/corpus";
    options.parameters = {{"bug", sm::to_string(run.bug)}, {"servers", "3"}};
    const auto work = raft::long_runs::run_beside_faults(run.lasts, 10);
    const auto report = sm::check_workload<raft::long_runs::Cmd>(raft::long_runs::servers(run.bug),
                                                                 {work}, options);
    std::printf("%s\n", report.text().c_str());
}

/// An election, and a write after it, on a network that loses some messages.
void draw_sequence(const std::string& folder) {
    sm::simulation::ClusterOptions world{.nodes = 3, .network = {.loss = 0.1}, .record = true};
    sm::simulation::Simulation<raft::Node> servers(world, sm::Seed{1}, raft::Options{});
    auto client = servers.client(0);
    servers.cluster().clock().wait(1100ms);  // until one leads
    client.put("x", "1");
    std::ofstream(folder + "/sequence.svg") << sm::simulation::sequence_diagram(
        servers.cluster().trace(), {.title = "three servers elect a leader; a client writes"});
}

}  // namespace

int main(int count, char** words) {
    if (count != 2) {
        std::fprintf(stderr, "usage: %s FOLDER\n", words[0]);
        return 64;
    }
    try {
        for (const Run& run : runs) make(run, words[1]);
        draw_sequence(words[1]);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}

#include <sm/cluster/docker/docker_cluster.hpp>
#include <sm/cluster/process/process_cluster.hpp>
#include <sm/history/file.hpp>
#include <sm/report/drawing.hpp>
#include <sm/simulation/simulation.hpp>
#include <sm/workload/check_workload.hpp>
#include <sm/workload/commands.hpp>
#include <sm/workload/generators.hpp>
#include <sm/workload/nemesis.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>
#include <variant>

#include "cluster/docker/docker_support.hpp"
#include "cluster/process/process_support.hpp"
#include "simulation/counters.hpp"

/// All rooms in one binary: one workload with its nemesis on simulated nodes, on local processes
/// and in containers, kept in a store, drawn and read again.

namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

struct Model {};

/// How many nodes run.
struct CountRunning {
    int apply(Model&) const { return 3; }
    bool post(const Model&, int running) const { return running >= 0 && running <= 3; }
    int run(auto& client) const {
        int running = 0;
        for (const auto& node : client.cluster().nodes())
            running += client.cluster().state(node) == sm::NodeState::running ? 1 : 0;
        return running;
    }
};
using Cmd = std::variant<CountRunning>;

struct Client {
    template <class Cluster>
    Client(Cluster&, int) {}
};

/// Calls while nodes are killed and frozen, and calls after that.
sm::Workload counts_beside_faults() {
    const auto nemesis = sm::workload::nemesis_package(
        "kill,pause", {.nodes = {"n1", "n2", "n3"}, .interval = 200ms});
    const auto calls = sm::gen::stagger(20ms, sm::gen::commands<Cmd>());
    return {.generator = sm::gen::phases(
                {sm::gen::time_limit(2s, sm::gen::any({sm::gen::clients(calls), nemesis.faults})),
                 nemesis.healing, sm::gen::clients(sm::gen::limit(3, calls))})};
}

/// The one run that a store holds.
fs::path only_run(const fs::path& store) {
    std::set<fs::path> runs;
    for (const auto& entry : fs::recursive_directory_iterator(store))
        if (entry.path().filename() == "history.jsonl") runs.insert(entry.path().parent_path());
    EXPECT_EQ(runs.size(), 1U);
    return runs.empty() ? fs::path() : *runs.begin();
}

void expect_faults(const sm::history::Operations& operations) {
    std::size_t calls = 0, faults = 0;
    for (const auto& operation : operations) {
        calls += operation.by_nemesis() ? 0 : 1;
        faults += operation.by_nemesis() && operation.answered() ? 1 : 0;
    }
    EXPECT_GT(calls, 3U);
    EXPECT_GT(faults, 1U);
}

template <class Make>
void run_kept_and_drawn(const Make& make) {
    const sm_test::Folder folder;
    sm::WorkloadOptions options;
    options.check = {.programs = 1, .workers = 2, .seed = 1, .corpus = ""};
    options.check.store = (folder / "store").string();
    const auto report = sm::check_workload<Cmd>(make, counts_beside_faults(), options);
    EXPECT_TRUE(report) << report.text();
    const auto run = only_run(options.check.store);
    expect_faults(sm::history::read(run / "history.jsonl").operations);
    sm::report::write_reports(run);
    for (const char* const file : {"index.html", "timeline.html", "latency.svg", "rate.svg"})
        EXPECT_TRUE(fs::exists(run / file)) << file;
}

TEST(SimulationTogether, AWorkloadWithItsNemesisIsKeptAndDrawn) {
    run_kept_and_drawn(sm::simulated<counters::Counter>({.nodes = 3}));
}

class ProcessesTogether : public sm_test::ProcessTest {};

TEST_F(ProcessesTogether, AWorkloadWithItsNemesisIsKeptAndDrawn) {
    sm::ClusterSpec spec;
    for (const char* const name : {"n1", "n2", "n3"}) spec.nodes.push_back(sm_test::process(name));
    run_kept_and_drawn(sm::processes<Client>(spec));
}

class DockerTogether : public sm_test::DockerTest {};

TEST_F(DockerTogether, AWorkloadWithItsNemesisIsKeptAndDrawn) {
    sm::ClusterSpec spec;
    for (const char* const name : {"n1", "n2", "n3"}) spec.nodes.push_back(sm_test::node(name));
    run_kept_and_drawn(sm::docker<Client>(spec));
}

}  // namespace

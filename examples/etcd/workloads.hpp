#pragma once
/// The workloads by name: registers, a set, transactions on lists, and watchers.

#include <sm/check/report.hpp>
#include <sm/workload/check_workload.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "session.hpp"

namespace etcd {

using namespace std::chrono_literals;

/// What a test does, whichever its workload.
struct TestOptions {
    std::string workload{};
    ClusterOptions cluster{.nodes = 5};
    bool quorum = true;     // reads ask a majority
    double rate = 50;       // calls a second, over all clients
    int ops_per_key = 200;  // of a register
    int clients = 10;
    sm::Duration time_limit = 30s;      // of the part with faults
    std::string nemesis = "partition";  // names with commas between them, or "none"
    sm::Duration nemesis_interval = 5s;
    sm::Duration recovery = 5s;  // between healing and the last read
    sm::WorkloadOptions runs{};  // how many, the seed, what is kept
    /// Hears of the cluster of each run, before it is used.
    std::function<void(Cluster&)> on_cluster{};
};

/// A generator and a checker for the clients, made for the options.
sm::Workload register_workload(const TestOptions& options);
sm::Workload set_workload(const TestOptions& options);
sm::Workload append_workload(const TestOptions& options);
sm::Workload watch_workload(const TestOptions& options);

/// The names that there are.
std::vector<std::string> workload_names();

/// Runs the workload that the options name. Throws sm::Misuse that lists the workloads if there is
/// none of that name, and for what else makes no sense; sm::Unsupported for faults that cannot be
/// injected.
sm::ReportSummary run_test(const TestOptions& options);

}  // namespace etcd

#include "workload.hpp"

#include <sm/fault/partition.hpp>
#include <sm/workload/generators.hpp>
#include <sm/workload/keys.hpp>
#include <sm/workload/nemesis.hpp>

#include <string>
#include <vector>

namespace raft::long_runs {

namespace {

using namespace std::chrono_literals;

const std::vector<std::string> nodes{"n1", "n2", "n3"};

/// Put, Cas and Get of one key, evenly, with few values.
sm::gen::Generator work_on(std::int64_t key) {
    return sm::gen::draw_each([key](sm::Random& random) -> Cmd {
        const auto kind = random.below(3);
        auto value = std::to_string(random.below(5));
        if (kind == 0) return Put{key, std::move(value)};
        if (kind == 1) return Cas{key, std::to_string(random.below(5)), std::move(value)};
        return Get{key};
    });
}

/// One server's clock runs at half to twice its speed, or is set wrong by some seconds.
sm::gen::Inject wrong_clock(sm::Random& random) {
    const std::string node = nodes[random.below(nodes.size())];
    const bool drifts = random.chance(1, 2);
    const double share = static_cast<double>(random.between(-8, 8)) / 100;
    const sm::Duration step = std::chrono::milliseconds(random.between(-10'000, 10'000));
    const auto lasts = std::chrono::seconds(random.between(3, 10));
    if (drifts) return {sm::fault::DriftClocks{{{node, share}}}, lasts};
    return {sm::fault::StepClocks{{{node, step}}}, lasts};
}

}  // namespace

sm::gen::Generator run_beside_faults(sm::Duration lasts, double calls_per_second) {
    const auto pause = sm::Duration(static_cast<std::int64_t>(1e9 / calls_per_second));
    const auto work = sm::gen::concurrent_keys(
        2, [](std::int64_t key) { return sm::gen::limit(60, work_on(key)); });
    const auto faults =
        sm::workload::nemesis_package("partition,kill", {.nodes = nodes, .interval = 5s});
    const auto clocks = sm::gen::nemesis(sm::gen::stagger(10s, sm::gen::inject_each(wrong_clock)));
    const auto beside =
        sm::gen::any({sm::gen::clients(sm::gen::stagger(pause, work)), faults.faults, clocks});
    return sm::gen::phases({sm::gen::time_limit(lasts, beside), sm::gen::nemesis(sm::gen::heal()),
                            sm::gen::quiet(5s), sm::gen::clients(sm::gen::limit(20, work_on(-1)))});
}

sm::simulation::Simulated<Node, Options> servers(Bug bug) {
    const sm::simulation::ClusterOptions world{
        .nodes = 3,
        .network = {.latency = {.least = 1ms, .most = 20ms, .tail = 0.05, .longest = 300ms},
                    .loss = 0.02,
                    .duplicates = 0.02,
                    .reordered = 0.2}};
    return sm::simulated<Node>(world, Options{.bug = bug});
}

}  // namespace raft::long_runs

namespace raft {

Find search_hours(const Search& search) {
    sm::WorkloadOptions options;
    options.check.name = "raft";
    options.check.programs = search.programs;
    options.check.workers = 6;
    options.check.seed = search.seed;
    options.check.shrink.executions = search.replays;
    options.check.corpus = search.corpus;
    const auto hour = long_runs::run_beside_faults(std::chrono::hours(1));
    const auto report =
        sm::check_workload<long_runs::Cmd>(long_runs::servers(search.bug), {hour}, options);
    return {.passed = report.passed,
            .programs = report.programs,
            .first_size = report.first_size + report.first_faults,
            .size = report.program.commands() + report.program.faults(),
            .replays = report.shrink_executions,
            .text = report.text()};
}

}  // namespace raft

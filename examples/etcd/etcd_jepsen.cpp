// Tests etcd as Jepsen does: clients and a nemesis for a while, then a verdict on what they saw.

#include <sm/base/misuse.hpp>
#include <sm/cluster/unsupported.hpp>

#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "nemesis.hpp"
#include "place.hpp"
#include "workloads.hpp"

#include <CLI/CLI.hpp>

namespace {

using Seconds = std::chrono::duration<double>;

constexpr int invalid = 1;
constexpr int unknown = 2;
constexpr int bad_usage = 64;

constexpr double longest = 7 * 24 * 3600;  // seconds
constexpr int most_clients = 1000;

/// What is given on the command line.
struct Given {
    etcd::TestOptions test;
    std::optional<std::string> on;  // what SM_ON says if it is not given
    std::string concurrency = "2n";
    double time_limit = 30;
    double nemesis_interval = 5;
    std::uint64_t test_count = 1;
    std::uint64_t seed = 0;  // drawn if it is not given
    std::string store = "store";
    double shrink_minutes = 10;
};

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

/// CLI11's own takes "nan" for a number of any range.
CLI::Validator from_to(double least, double most) {
    const auto range = fmt::format("{} to {}", least, most);
    return {[least, most, range](std::string& text) {
                const double value = std::strtod(text.c_str(), nullptr);
                if (value >= least && value <= most) return std::string();
                return fmt::format("\"{}\" is not a number from {}", text, range);
            },
            range};
}

void add_options(CLI::App& app, Given& given) {
    auto& test = given.test;
    app.add_option("-w,--workload", test.workload,
                   "what clients do, one of " + joined(etcd::workload_names()));
    app.add_option("-n,--nodes", test.cluster.nodes, "nodes of the cluster: 1, 3 or 5")
        ->check(CLI::IsMember({1, 3, 5}))
        ->capture_default_str();
    app.add_option("--on", given.on,
                   "where nodes run: docker, process, or auto, which is docker where an engine "
                   "answers; SM_ON, or auto, if it is not given");
    app.add_option("--version", test.cluster.version, "version of etcd, or \"debian\"")
        ->capture_default_str();
    app.add_flag("-q,--quorum,!--no-quorum", test.quorum,
                 "reads are linearizable, by a quorum (the default)");
    app.add_option("-r,--rate", test.rate, "calls a second, over all clients")
        ->check(from_to(0.01, 100'000))
        ->capture_default_str();
    app.add_option("--ops-per-key", test.ops_per_key, "calls on one register")
        ->check(from_to(1, 1'000'000))
        ->capture_default_str();
    app.add_option("--concurrency", given.concurrency,
                   "clients: a number, or a multiple of the nodes such as 3n")
        ->capture_default_str();
    app.add_option("--time-limit", given.time_limit,
                   "seconds that clients run while faults are injected")
        ->check(from_to(0.1, longest))
        ->capture_default_str();
    app.add_option("--nemesis", test.nemesis,
                   "faults, with commas between them, or none: " + joined(etcd::nemesis_names()))
        ->capture_default_str();
    app.add_option("--nemesis-interval", given.nemesis_interval,
                   "seconds between faults, on average")
        ->check(from_to(0.1, longest))
        ->capture_default_str();
    app.add_option("--test-count", given.test_count, "runs, each on a cluster of its own")
        ->check(from_to(1, 1'000'000))
        ->capture_default_str();
    app.add_option("--seed", given.seed, "seed of the random choices; drawn if not given")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--store", given.store, "where runs are kept")->capture_default_str();
    app.add_option("--shrink-minutes", given.shrink_minutes,
                   "time to shrink a failing run; 0 turns it off")
        ->check(from_to(0, longest / 60))
        ->capture_default_str();
}

/// "3n" with five nodes is 15.
int clients_of(const std::string& concurrency, int nodes) {
    std::size_t end = 0;
    int number = 0;
    try {
        number = std::stoi(concurrency, &end);
    } catch (const std::exception&) {
        end = 0;
    }
    const std::string unit = concurrency.substr(end);
    const int each = unit.empty() ? 1 : nodes;
    if (end == 0 || number < 1 || number > most_clients / each || (!unit.empty() && unit != "n")) {
        throw sm::Misuse("--concurrency \"" + concurrency + "\" is not a number of clients up to " +
                         std::to_string(most_clients) +
                         ": give one such as 10, or 3n for three a node");
    }
    return number * each;
}

/// For the table of runs.
std::vector<std::pair<std::string, std::string>> parameters(const Given& given) {
    const auto& test = given.test;
    return {{"workload", test.workload},
            {"etcd", test.cluster.version},
            {"on", std::string(sm::enum_name(*test.cluster.on))},
            {"nodes", std::to_string(test.cluster.nodes)},
            {"quorum", test.quorum ? "true" : "false"},
            {"rate", fmt::format("{:g}", test.rate)},
            {"ops per key", std::to_string(test.ops_per_key)},
            {"time limit", fmt::format("{:g}s", given.time_limit)},
            {"nemesis", test.nemesis},
            {"nemesis interval", fmt::format("{:g}s", given.nemesis_interval)}};
}

sm::Duration seconds(double count) {
    return std::chrono::duration_cast<sm::Duration>(Seconds(count));
}

/// So that a kept failure is run again only where it was found: "etcd_register_n5_no-quorum".
std::string to_string(const etcd::TestOptions& test) {
    return fmt::format("etcd_{}_n{}{}{}{}", test.workload, test.cluster.nodes,
                       test.cluster.on == sm::Backend::process ? "_process" : "",
                       test.quorum ? "" : "_no-quorum",
                       test.cluster.version == etcd::newest ? "" : "_" + test.cluster.version);
}

/// What the checker says, and which faults could not be injected or undone.
void tell(const sm::RunRecord& run) {
    std::printf("%s\n", sm::to_string(run.result).c_str());
    for (const auto& fault : run.failed_faults)
        std::printf("fault that failed: %s\n", fault.c_str());
    std::fflush(stdout);
}

int run(Given given, bool has_seed) {
    auto& test = given.test;
    test.cluster.on = given.on ? etcd::place(*given.on, "--on") : sm::chosen_backend();
    test.clients = clients_of(given.concurrency, test.cluster.nodes);
    test.time_limit = seconds(given.time_limit);
    test.nemesis_interval = seconds(given.nemesis_interval);
    auto& check = test.runs.check;
    check.name = to_string(test);
    check.programs = given.test_count;
    if (has_seed) check.seed = given.seed;
    check.shrink.time = seconds(60 * given.shrink_minutes);
    if (given.shrink_minutes == 0) check.shrink.executions = 0;
    check.store = given.store;
    test.runs.parameters = parameters(given);
    test.runs.after_run = [](const sm::RunRecord& run) {
        if (!run.is_replay) tell(run);
    };
    test.runs.say = [](const std::string& line) {
        std::printf("%s\n", line.c_str());
        std::fflush(stdout);
    };
    const sm::ReportSummary summary = etcd::run_test(test);
    std::printf("%s\n", summary.text().c_str());
    if (!given.store.empty()) std::printf("%s/latest/index.html\n", given.store.c_str());
    if (summary.passed) return 0;
    return summary.failure == sm::Failure::undecided ? unknown : invalid;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Tests etcd with clients and faults, and judges what they saw");
    Given given;
    add_options(app, given);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : bad_usage;
    }
    try {
        return run(given, app.count("--seed") > 0);
    } catch (const sm::Misuse& misuse) {
        std::fprintf(stderr, "etcd_jepsen: %s\n", misuse.what());
        return bad_usage;
    } catch (const sm::Unsupported& unsupported) {
        std::fprintf(stderr, "etcd_jepsen: %s\n", unsupported.what());
        return bad_usage;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "etcd_jepsen: %s\n", error.what());
        return unknown;
    }
}

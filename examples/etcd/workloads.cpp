#include "workloads.hpp"

#include <sm/base/misuse.hpp>
#include <sm/checkers/final_set.hpp>
#include <sm/checkers/transactions.hpp>
#include <sm/workload/generators.hpp>
#include <sm/workload/keys.hpp>
#include <sm/workload/nemesis.hpp>

#include <algorithm>

#include "append.hpp"
#include "nemesis.hpp"
#include "register.hpp"
#include "set.hpp"
#include "watch.hpp"

namespace etcd {
namespace {

using Registers = Register<int>;
using Elements = Set<int>;

/// The clients' work beside the nemesis's, at the rate and for the time that is asked for; then
/// all faults are healed.
sm::gen::Generator beside_faults(const TestOptions& options, sm::gen::Generator work) {
    const auto nemesis =
        nemesis_of(options.nemesis, options.cluster.nodes, options.nemesis_interval);
    const auto mean =
        std::chrono::duration_cast<sm::Duration>(std::chrono::duration<double>(1 / options.rate));
    return sm::gen::phases(
        {sm::gen::time_limit(options.time_limit, sm::gen::any({sm::gen::clients(sm::gen::stagger(
                                                                   mean, std::move(work))),
                                                               nemesis.faults})),
         nemesis.healing});
}

/// What is asked once the faults are healed, when the system has had time to recover.
sm::gen::Generator at_the_end(const TestOptions& options, const sm::gen::Generator& reads) {
    constexpr auto longest = 60s;
    return sm::gen::phases({sm::gen::say("Waiting for recovery"), sm::gen::quiet(options.recovery),
                            sm::gen::time_limit(longest, sm::gen::clients(reads))});
}

sm::gen::Generator work_on_register(int key, int calls) {
    const auto value = [](sm::Random& random) { return static_cast<int>(random.below(5)); };
    const auto write = [=](sm::Random& r) { return Registers::Write{key, value(r)}; };
    const auto cas = [=](sm::Random& r) {
        const int from = value(r);
        return Registers::Cas{key, from, value(r)};
    };
    return sm::gen::limit(
        calls, sm::gen::mix({sm::gen::repeat(Registers::Read{key}), sm::gen::draw_each(write),
                             sm::gen::draw_each(cas)}));
}

/// What is run for each workload.
struct NamedWorkload {
    std::string_view name;
    sm::ReportSummary (*run)(const TestOptions&);
};

template <class Cmd>
sm::ReportSummary run(const TestOptions& options, const sm::Workload& workload) {
    program(options.cluster.version);  // throws before anything else is done, if it is not there
    const auto make = [clusters = clusters(options.cluster, {.quorum = options.quorum}),
                       hear = options.on_cluster] {
        auto system = clusters();
        if (hear) hear(system.cluster());
        return system;
    };
    auto runs = options.runs;
    runs.check.workers = static_cast<std::size_t>(options.clients);
    return sm::check_workload<Cmd>(make, workload, runs);
}

constexpr NamedWorkload all_workloads[] = {
    {"append",
     [](const TestOptions& options) { return run<Lists>(options, append_workload(options)); }},
    {"register",
     [](const TestOptions& options) {
         return run<Registers::Cmd>(options, register_workload(options));
     }},
    {"set",
     [](const TestOptions& options) { return run<Elements::Cmd>(options, set_workload(options)); }},
    {"watch",
     [](const TestOptions& options) {
         return run<Watching::Cmd>(options, watch_workload(options));
     }},
};

}  // namespace

sm::Workload register_workload(const TestOptions& options) {
    const int group = options.clients % 10 == 0 ? 10 : options.clients;
    const auto keys =
        sm::gen::concurrent_keys(group, [calls = options.ops_per_key](std::int64_t key) {
            return work_on_register(static_cast<int>(key), calls);
        });
    return {.generator = beside_faults(options, keys)};
}

sm::Workload set_workload(const TestOptions& options) {
    const auto adds =
        sm::gen::count_up([](std::int64_t n) { return Elements::Add{static_cast<int>(n)}; });
    const auto read = sm::gen::until_ok(sm::gen::repeat(Elements::ReadAll{}));
    return {.generator = sm::gen::phases({beside_faults(options, adds), at_the_end(options, read)}),
            .checker = sm::checkers::final_set()};
}

sm::Workload append_workload(const TestOptions& options) {
    return {.generator = beside_faults(options, sm::gen::transactions<Lists>()),
            .checker = sm::checkers::list_append()};
}

sm::Workload watch_workload(const TestOptions& options) {
    const auto writes =
        sm::gen::count_up([](std::int64_t n) { return Watching::Write{static_cast<int>(n)}; });
    const auto work = sm::gen::reserve({{(options.clients + 1) / 2, writes}},
                                       sm::gen::clients(sm::gen::repeat(Watching::Watch{})));
    const auto catch_up =
        sm::gen::each_worker(sm::gen::until_ok(sm::gen::repeat(Watching::CatchUp{})));
    return {
        .generator = sm::gen::phases({beside_faults(options, work), at_the_end(options, catch_up)}),
        .checker = watchers_agree()};
}

std::vector<std::string> workload_names() {
    std::vector<std::string> names;
    for (const NamedWorkload& entry : all_workloads) names.emplace_back(entry.name);
    return names;
}

sm::ReportSummary run_test(const TestOptions& options) {
    const auto* const entry =
        std::find_if(std::begin(all_workloads), std::end(all_workloads),
                     [&](const NamedWorkload& one) { return one.name == options.workload; });
    if (entry != std::end(all_workloads)) return entry->run(options);
    std::string names;
    for (const NamedWorkload& one : all_workloads)
        names += (names.empty() ? "" : ", ") + std::string(one.name);
    throw sm::Misuse(options.workload.empty()
                         ? "--workload must be one of " + names
                         : "--workload \"" + options.workload + "\" is not one of " + names);
}

}  // namespace etcd

#include "hunt.hpp"

#include "client.hpp"
#include "commands.hpp"
#include "node.hpp"

namespace raft {

namespace {

using namespace commands;

using namespace std::chrono_literals;

/// How large things are decides which of them meet: that differs from program to program.
Options drawn(Options options, sm::Seed seed) {
    sm::Random random(seed.child("options"));
    constexpr std::size_t batches[] = {1, 2, 64};
    constexpr Index snapshots[] = {4, 12, 1000};
    constexpr sm::Duration elections[] = {100ms, 300ms, 1s};
    options.batch = batches[random.below(3)];
    options.snapshot_every = snapshots[random.below(3)];
    options.entries_kept = random.below(4);
    options.election = elections[random.below(3)];
    options.heartbeat = options.election / 5;
    return options;
}

Options as_given(const Options& options, sm::Seed) { return options; }

template <class Cmd, class Draw>
Find search(const sm::SimulationOptions& world, const Draw& draw, Options raft,
            const Search& search) {
    raft.bug = search.bug;
    const auto make = [=](sm::Seed seed) {
        return sm::Simulation<Node>(world, seed, draw(raft, seed));
    };
    const auto report = sm::check<Cmd>(make, {.name = "raft",
                                              .programs = search.programs,
                                              .length = 60,
                                              .workers = 3,
                                              .seed = search.seed,
                                              .command_time_limit = 30s,
                                              .corpus = search.corpus});
    return {.passed = report.passed,
            .programs = report.programs,
            .first_size = report.first_size,
            .size = report.program.size(),
            .text = report.text()};
}

constexpr sm::NetworkOptions rough{
    .latency = {.least = 1ms, .most = 20ms, .tail = 0.05, .longest = 300ms},
    .loss = 0.02,
    .duplicates = 0.02,
    .reordered = 0.2};
constexpr sm::NetworkOptions slow{
    .latency = {.least = 5ms, .most = 30ms, .tail = 0.1, .longest = 150ms}};
constexpr sm::NetworkOptions fast{
    .latency = {.least = 1ms, .most = 5ms, .tail = 0.05, .longest = 300ms}};

}  // namespace

Find search_anywhere(const Search& given) {
    using Cmd =
        std::variant<Put, commands::Append, Cas, Get<Level::strong>, GetAt<Level::strong>, Kill,
                     StartAll, Restart, CrashLoop, Isolate, CutLink, Lose, Heal, Wait, Hand>;
    return search<Cmd>({.nodes = 3, .network = rough}, drawn, {.leases = false}, given);
}

Find search_elections(const Search& given) {
    using Cmd = std::variant<commands::Append, Get<Level::strong>, CrashLoop, CutLink, Heal, Wait>;
    return search<Cmd>({.nodes = 3, .network = slow}, as_given,
                       {.heartbeat = 40ms, .election = 120ms, .leases = false}, given);
}

Find search_replication(const Search& given) {
    using Cmd = std::variant<commands::Append, Get<Level::strong>, Kill, StartAll, Isolate,
                             LoseAppends, Heal, Wait>;
    return search<Cmd>({.nodes = 3, .network = slow}, as_given,
                       {.heartbeat = 50ms, .election = 200ms, .leases = false, .batch = 1}, given);
}

Find search_clocks(const Search& given) {
    using Cmd = std::variant<Put, Get<Level::lease>, GetAt<Level::lease>, Isolate, Drift, Wait>;
    return search<Cmd>({.nodes = 3, .network = fast}, as_given, {.clock_drift = 40}, given);
}

Find search_leases(const Search& given) {
    using Cmd = std::variant<Put, Get<Level::lease>, GetAt<Level::lease>, Deafen, CutLink, Heal,
                             Wait, Hand>;
    return search<Cmd>({.nodes = 3, .network = fast}, as_given,
                       {.heartbeat = 100ms, .election = 300ms}, given);
}

Find search_members(const Search& given) {
    using Cmd = std::variant<commands::Append, Get<Level::strong>, Kill, StartAll, Isolate, CutLink,
                             Heal, Wait, Add, Remove>;
    return search<Cmd>({.nodes = 5, .network = rough}, drawn,
                       {.leases = false, .members = {1, 2, 3}}, given);
}

Find search_removals(const Search& given) {
    using Cmd = std::variant<commands::Append, Get<Level::strong>, Isolate, Heal, Wait, Remove>;
    return search<Cmd>({.nodes = 3, .network = fast}, as_given, {.leases = false}, given);
}

Find search_for(const Search& given) {
    switch (given.bug) {
        case Bug::votes_twice:
        case Bug::forgets_vote:
            return search_elections(given);
        case Bug::commits_older_terms:
        case Bug::ignores_previous_term:
            return search_replication(given);
        case Bug::lease_ignores_drift:
            return search_clocks(given);
        case Bug::votes_within_lease:
        case Bug::lease_outlives_transfer:
            return search_leases(given);
        case Bug::changes_two_at_once:
            return search_removals(given);
        case Bug::changes_before_no_op:
            return search_members(given);
        default:
            return search_anywhere(given);
    }
}

}  // namespace raft

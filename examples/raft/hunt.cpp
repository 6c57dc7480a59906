#include "hunt.hpp"

#include <algorithm>
#include <functional>
#include <string_view>

#include "client.hpp"
#include "commands.hpp"
#include "node.hpp"
#include "safety.hpp"

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

/// A client that soon asks another server.
class Hasty : public Client {
 public:
    explicit Hasty(sm::simulation::Mailbox<Message>& box)
        : Client(box, {.patience = 1s, .attempt = 100ms, .pause = 20ms}) {}
};

struct Hunted : Audited {
    using Client = Hasty;
    using Audited::Audited;
};

Options as_given(const Options& options, sm::Seed) { return options; }

using Servers = sm::simulation::Simulation<Hunted>;
using Ending = std::function<void(Servers&)>;

/// Once a majority has no faults any more, it takes a write.
void must_answer(Servers& servers) {
    servers.cluster().heal_core();
    auto client = servers.client(0);
    client.set({.patience = 60s});
    client.append("x", ".");
}

template <class Cmd, class Draw>
Find search(const sm::simulation::ClusterOptions& world, const Draw& draw, Options raft,
            const Search& search, const Ending& ending = {}) {
    raft.bug = search.bug;
    const auto make = [=](sm::Seed seed) {
        return Servers(ending, world, seed, draw(raft, seed), std::make_shared<Safety>());
    };
    const auto report = sm::check<Cmd>(make, {.name = "raft",
                                              .programs = search.programs,
                                              .length = 60,
                                              .workers = 3,
                                              .seed = search.seed,
                                              .command_time_limit = 30s,
                                              .shrink = {.executions = search.replays},
                                              .corpus = search.corpus,
                                              .check_determinism = search.check_determinism});
    return {.passed = report.passed,
            .programs = report.programs,
            .first_size = report.first_size,
            .size = report.program.size(),
            .replays = report.shrink_executions,
            .text = report.text()};
}

constexpr sm::simulation::NetworkOptions rough{
    .latency = {.least = 1ms, .most = 20ms, .tail = 0.05, .longest = 300ms},
    .loss = 0.02,
    .duplicates = 0.02,
    .reordered = 0.2};
constexpr sm::simulation::NetworkOptions slow{
    .latency = {.least = 5ms, .most = 30ms, .tail = 0.1, .longest = 150ms}};
constexpr sm::simulation::NetworkOptions fast{
    .latency = {.least = 1ms, .most = 5ms, .tail = 0.05, .longest = 300ms}};

}  // namespace

Find search_anywhere(const Search& given) {
    using Cmd =
        std::variant<Put, commands::Append, Cas, Get<Level::strong>, GetAt<Level::strong>, Kill,
                     StartAll, Restart, CrashLoop, Isolate, CutLink, Lose, Heal, Wait, Hand>;
    return search<Cmd>({.nodes = 3, .network = rough}, drawn, {.leases = false}, given,
                       must_answer);
}

Find search_elections(const Search& given) {
    using Cmd = std::variant<commands::Append, Get<Level::strong>, CrashLoop, CutLink, Heal, Wait>;
    return search<Cmd>({.nodes = 3, .network = slow}, as_given,
                       {.heartbeat = 40ms, .election = 120ms, .leases = false}, given, must_answer);
}

Find search_replication(const Search& given) {
    using Cmd = std::variant<commands::Append, Get<Level::strong>, ShortReign, Isolate, Heal, Wait>;
    return search<Cmd>({.nodes = 3, .network = slow}, as_given,
                       {.heartbeat = 40ms, .election = 120ms, .leases = false, .batch = 1}, given,
                       must_answer);
}

Find search_clocks(const Search& given) {
    using Cmd = std::variant<Put, PutAt, Get<Level::lease>, GetAt<Level::lease>,
                             GetAt<Level::strong>, Isolate, Drift, Heal, Wait>;
    return search<Cmd>({.nodes = 3, .network = fast}, as_given,
                       {.heartbeat = 300ms, .election = 3s, .clock_drift = 40}, given);
}

Find search_leases(const Search& given) {
    using Cmd = std::variant<Put, PutAt, Get<Level::lease>, GetAt<Level::lease>, Deafen, CutLink,
                             Heal, Wait, Hand>;
    return search<Cmd>({.nodes = 3, .network = fast}, as_given,
                       {.heartbeat = 2500ms, .election = 3s}, given);
}

Find search_members(const Search& given) {
    using Cmd =
        std::variant<commands::Append, Get<Level::strong>, LonelyReign, ShortReign, Heal, Wait>;
    return search<Cmd>({.nodes = 5, .network = slow}, as_given,
                       {.heartbeat = 40ms,
                        .election = 120ms,
                        .leases = false,
                        .batch = 1,
                        .members = {1, 2, 3, 4}},
                       given);
}

Find search_removals(const Search& given) {
    using Cmd = std::variant<commands::Append, Get<Level::strong>, Isolate, Heal, Wait, Remove>;
    return search<Cmd>({.nodes = 3, .network = fast}, as_given, {.leases = false}, given);
}

Find search_disks(const Search& given) {
    using Cmd = std::variant<Put, commands::Append, Get<Level::strong>, Kill, StartAll, Restart,
                             sm::fault::SlowDisk<Model>, sm::fault::FullDisk<Model>, SpoilDisk,
                             Isolate, HealAll, Wait>;
    return search<Cmd>({.nodes = 3, .network = rough}, drawn, {.leases = false}, given,
                       must_answer);
}

std::span<const Ground> grounds() {
    static constexpr Ground all[] = {
        {"anywhere", search_anywhere},       {"elections", search_elections},
        {"replication", search_replication}, {"clocks", search_clocks},
        {"leases", search_leases},           {"members", search_members},
        {"removals", search_removals},       {"disks", search_disks}};
    return all;
}

namespace {

const char* name_of_ground(Bug bug) {
    switch (bug) {
        case Bug::votes_twice:
        case Bug::forgets_vote:
            return "elections";
        case Bug::commits_older_terms:
        case Bug::ignores_previous_term:
            return "replication";
        case Bug::lease_ignores_drift:
        case Bug::reads_unconfirmed:
            return "clocks";
        case Bug::votes_within_lease:
        case Bug::lease_outlives_transfer:
            return "leases";
        case Bug::changes_two_at_once:
            return "removals";
        case Bug::changes_before_no_op:
            return "members";
        default:
            return "anywhere";
    }
}

}  // namespace

const Ground& ground_of(Bug bug) {
    const std::string_view name = name_of_ground(bug);
    return *std::ranges::find(grounds(), name, &Ground::name);
}

}  // namespace raft

#include <sm/judge/linearizability.hpp>
#include <sm/judge/sequential_consistency.hpp>

#include <gtest/gtest.h>

#include <map>

#include "judge/histories.hpp"
#include "search/toys.hpp"

namespace {

using histories::below;
using sm::Verdict;

/// Two registers, so that keys meet in the order of the processes.
struct Store {
    std::map<int, int> kv;
};
struct Get {
    int key = 0;
    static constexpr bool read_only = true;
    static int partition(const Get& command) { return command.key; }
    int apply(Store& m) const { return m.kv.contains(key) ? m.kv.at(key) : 0; }
};
struct Put {
    int key = 0;
    int value = 0;
    static int partition(const Put& command) { return command.key; }
    void apply(Store& m) const { m.kv[key] = value; }
};
struct Add {
    int key = 0;
    static int partition(const Add& command) { return command.key; }
    int apply(Store& m) const { return m.kv[key]++; }
};
using Cmd = std::variant<Get, Put, Add>;
using History = sm::History<Cmd>;

Cmd draw(sm::Random& random) {
    const int key = below(random, 2);
    const auto kind = random.below(3);
    if (kind == 0) return Get{key};
    if (kind == 1) return Put{key, 1 + below(random, 3)};
    return Add{key};
}

/// The calls of each process: those of a worker up to one of unknown outcome.
std::vector<std::vector<std::size_t>> processes_of(const History& history) {
    std::vector<std::vector<std::size_t>> processes;
    std::map<int, std::size_t> current;
    for (std::size_t i = 0; i < history.entries.size(); ++i) {
        const auto& entry = history.entries[i];
        if (!current.contains(entry.worker)) {
            current[entry.worker] = processes.size();
            processes.emplace_back();
        }
        processes[current[entry.worker]].push_back(i);
        if (sm::is_indeterminate(entry.ending())) current.erase(entry.worker);
    }
    return processes;
}

bool interleaved(const History& history, const std::vector<std::vector<std::size_t>>& processes,
                 const Store& model, std::vector<std::size_t>& at) {
    bool over = true;
    for (std::size_t i = 0; i < processes.size(); ++i) {
        for (std::size_t j = at[i]; j < processes[i].size(); ++j) {
            over = over && history.entries[processes[i][j]].ending() != sm::Ending::answered;
        }
    }
    if (over) return true;
    for (std::size_t i = 0; i < processes.size(); ++i) {
        if (at[i] == processes[i].size()) continue;
        const auto& entry = history.entries[processes[i][at[i]]];
        const bool happened =
            entry.ending() == sm::Ending::answered || sm::is_indeterminate(entry.ending());
        auto next = model;
        if (happened && !histories::allows<Cmd>(entry.call, next)) continue;
        ++at[i];
        const bool found = interleaved(history, processes, next, at);
        --at[i];
        if (found) return true;
    }
    return false;
}

/// Whether the timestamps tell the order of each worker's calls, as the order in the history does.
bool is_ordered_by_stamps(const History& history) {
    std::map<int, sm::Timestamp> returned;
    for (const auto& entry : history.entries) {
        const auto [at, is_first] = returned.try_emplace(entry.worker, entry.returned);
        if (!is_first && at->second >= entry.invoked) return false;
        at->second = entry.returned;
    }
    return true;
}

TEST(SequentiallyConsistent, IsWhatSomeInterleavingOfTheWorkersExplains) {
    constexpr int rounds = 100'000 / toys::kShare;
    sm::Random random(3);
    int invalid = 0;
    int weaker = 0;
    for (int i = 0; i < rounds; ++i) {
        const auto history =
            histories::concurrent<Cmd>(random, 1 + below(random, 3), 1 + below(random, 9), draw);
        const auto processes = processes_of(history);
        std::vector<std::size_t> at(processes.size());
        const bool right = interleaved(history, processes, history.initial, at);
        const auto judged = sm::sequentially_consistent(history);
        ASSERT_EQ(judged.conclusion.verdict, right ? Verdict::valid : Verdict::invalid)
            << histories::text_of(history);
        ASSERT_EQ(judged.failure, right ? sm::Failure::none : sm::Failure::wrong_answer);
        ASSERT_EQ(judged.violation.has_value(), !right);
        const bool linear = sm::linearizable(history).conclusion.verdict == Verdict::valid;
        if (linear && is_ordered_by_stamps(history)) {
            ASSERT_TRUE(right) << histories::text_of(history);
        }
        invalid += right ? 0 : 1;
        weaker += right && !linear ? 1 : 0;
    }
    EXPECT_GT(invalid, rounds / 50);
    EXPECT_GT(weaker, rounds / 200);
}

template <class C, class R>
void add(History& history, int worker, const C& command, R answer) {
    const auto n = static_cast<sm::Timestamp>(history.entries.size());
    history.entries.push_back({static_cast<sm::StepId>(n + 1), worker, 2 * n, 2 * n + 1,
                               sm::Call<C>{command, {sm::Ending::answered, answer, ""}}});
}

TEST(SequentiallyConsistent, AllowsAWorkerToLagBehind) {
    History history;
    add(history, 0, Put{0, 1}, sm::Nothing{});
    add(history, 1, Get{0}, 0);
    const auto judged = sm::sequentially_consistent(history);
    EXPECT_EQ(judged.conclusion.verdict, Verdict::valid);
    EXPECT_EQ(judged.linearized, (std::vector<std::size_t>{1, 0}));
    EXPECT_EQ(sm::linearizable(history).conclusion.verdict, Verdict::invalid);
}

/// Each worker writes its key and then misses what the other wrote: one key at a time is well.
TEST(SequentiallyConsistent, IsNotJudgedKeyByKey) {
    History history;
    add(history, 0, Put{0, 1}, sm::Nothing{});
    add(history, 1, Put{1, 1}, sm::Nothing{});
    add(history, 0, Get{1}, 0);
    add(history, 1, Get{0}, 0);
    const auto judged = sm::sequentially_consistent(history);
    EXPECT_EQ(judged.conclusion.verdict, Verdict::invalid);
    EXPECT_EQ(judged.violation, 3U);
    EXPECT_EQ(judged.linearized, (std::vector<std::size_t>{0, 2, 1}));
    EXPECT_EQ(judged.before.kv, (std::map<int, int>{{0, 1}, {1, 1}}));
}

TEST(SequentiallyConsistent, EndsWithUnknownAtItsBounds) {
    History history;
    for (int worker = 0; worker < 8; ++worker) {
        for (int i = 0; i < 8; ++i)
            add(history, worker, Put{worker % 2, 10 * worker + i}, sm::Nothing{});
    }
    add(history, 8, Get{0}, -1);
    const auto judged = sm::sequentially_consistent(history, {.memory = std::size_t{1} << 20});
    EXPECT_EQ(judged.conclusion.verdict, Verdict::unknown);
    EXPECT_EQ(judged.failure, sm::Failure::undecided);
}

}  // namespace

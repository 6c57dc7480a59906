#include <sm/checkers/catalogue.hpp>
#include <sm/checkers/transactions.hpp>
#include <sm/history/file.hpp>
#include <sm/workload/dry_run.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "workload/schedules.hpp"
#include "workload/simulated_transactions.hpp"

namespace {

using namespace transactions;
using sm::workload::Append;
using sm::workload::KeyChoice;
using sm::workload::ListModel;
using sm::workload::Read;
using sm::workload::RegisterModel;
using sm::workload::TransactionShape;
using sm::workload::Write;
using testing::AllOf;
using testing::Ge;
using testing::HasSubstr;
using testing::Le;

using ListTransaction = std::variant_alternative_t<0, Lists>;
using RegisterTransaction = std::variant_alternative_t<0, Registers>;

std::string folder() {
    const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
    const auto folder =
        std::filesystem::temp_directory_path() / "sm_transactions_test" / test->name();
    std::filesystem::remove_all(folder);
    return folder;
}

/// What is drawn, as it was.
std::vector<ListTransaction> drawn(const TransactionShape& shape, std::int64_t count) {
    std::vector<ListTransaction> all;
    const auto seen = sm::gen::dry_run(sm::gen::limit(count, sm::gen::transactions<Lists>(shape)));
    for (const auto& act : seen.acts)
        all.push_back(std::get<sm::gen::Issue>(act.act).command.as<ListTransaction>());
    return all;
}

TEST(Transactions, AreWrittenAsElleHasThem) {
    const ListTransaction lists{sm::workload::ListOps{Append{1, 5}, Read{1}, Read{2}}};
    EXPECT_EQ(to_string(lists.input()), "[[:append 1 5] [:r 1 nil] [:r 2 nil]]");
    EXPECT_EQ(to_string(lists.output({{5}, {}})), "[[:append 1 5] [:r 1 [5]] [:r 2 []]]");
    const RegisterTransaction registers{sm::workload::RegisterOps{Write{1, 5}, Read{1}, Read{2}}};
    EXPECT_EQ(to_string(registers.output({5, std::nullopt})), "[[:w 1 5] [:r 1 5] [:r 2 nil]]");
    EXPECT_EQ(sm::to_string(registers).substr(0, 16), "Transaction{ops=");
}

TEST(Transactions, ReadWhatTheyThemselvesHaveWritten) {
    ListModel lists{{{1, {4}}}};
    EXPECT_EQ(lists.apply({Read{1}, Append{1, 5}, Read{1}, Read{2}}),
              (std::vector<std::vector<int>>{{4}, {4, 5}, {}}));
    EXPECT_FALSE(lists.lists.contains(2)) << "a read changes nothing";
    RegisterModel registers;
    EXPECT_EQ(registers.apply({Read{1}, Write{1, 5}, Read{1}}),
              (std::vector<std::optional<int>>{std::nullopt, 5}));
}

TEST(Transactions, GiveNoValueToAKeyTwice) {
    ListModel lists{{{1, {4}}}};
    EXPECT_FALSE(lists.takes({Append{1, 4}}));
    EXPECT_FALSE(lists.takes({Append{2, 7}, Append{2, 7}}));
    EXPECT_TRUE(lists.takes({Append{2, 4}, Read{1}, Append{1, 5}}));
    RegisterModel registers;
    registers.apply({Write{1, 4}, Write{1, 5}});
    EXPECT_FALSE(registers.takes({Write{1, 4}})) << "though it has another by now";
}

TEST(Transactions, OfARunHaveTheLengthAndTheMixThatIsAskedFor) {
    std::map<std::size_t, int> lengths;
    int reads = 0, all = 0;
    for (const auto& one : drawn({.shortest = 2, .longest = 5, .percent_reads = 25}, 2000)) {
        ++lengths[one.ops.get().size()];
        for (const auto& op : one.ops.get()) reads += std::holds_alternative<Read>(op) ? 1 : 0;
        all += static_cast<int>(one.ops.get().size());
    }
    EXPECT_EQ(lengths.size(), 4U);
    EXPECT_NEAR(lengths[2], 500, 100);
    EXPECT_NEAR(lengths[5], 500, 100);
    EXPECT_NEAR(double(reads) / all, 0.25, 0.03);
}

TEST(Transactions, OfARunRetireAKeyThatHasHadItsValues) {
    std::map<int, std::vector<int>> values;
    for (const auto& one : drawn({.keys = 3, .writes_per_key = 8}, 1000))
        for (const auto& op : one.ops.get())
            if (const auto* append = std::get_if<Append>(&op))
                values[append->key].push_back(append->value);
    EXPECT_GT(values.size(), 100U);
    int in_use = 0;
    for (const auto& [key, of_key] : values) {
        ASSERT_LE(of_key.size(), 8U);
        in_use += of_key.size() < 8 ? 1 : 0;
        for (std::size_t i = 0; i < of_key.size(); ++i) ASSERT_EQ(of_key[i], int(i) + 1);
    }
    EXPECT_LE(in_use, 3);
}

TEST(Transactions, ChooseKeysExponentiallyOrUniformly) {
    const auto shares = [](KeyChoice choice) {
        std::map<int, int> count;
        const TransactionShape reads{
            .keys = 4, .choice = choice, .shortest = 1, .longest = 1, .percent_reads = 100};
        for (const auto& one : drawn(reads, 3000)) ++count[std::get<Read>(one.ops.get()[0]).key];
        return count;
    };
    auto uniform = shares(KeyChoice::uniform);
    for (int key = 0; key < 4; ++key) EXPECT_NEAR(uniform[key], 750, 120);
    auto exponential = shares(KeyChoice::exponential);
    EXPECT_NEAR(exponential[0], 1600, 150);  // 8/15
    EXPECT_NEAR(exponential[3], 200, 60);
}

TEST(Transactions, OfImpossibleShapesAreRefused) {
    const auto refusal = [](const TransactionShape& shape) {
        return schedules::misuse_of([&] { sm::gen::transactions<Lists>(shape); });
    };
    EXPECT_THAT(refusal({.keys = 0}), HasSubstr("TransactionShape.keys"));
    EXPECT_THAT(refusal({.keys = 100}), HasSubstr("at most 32 keys"));
    EXPECT_EQ(refusal({.keys = 100, .choice = KeyChoice::uniform}), "");
    EXPECT_THAT(refusal({.shortest = 5}), HasSubstr("at least `shortest`, 5, but it is 4"));
    EXPECT_THAT(refusal({.percent_reads = 101}), HasSubstr("0 to 100, but it is 101"));
    EXPECT_THAT(refusal({.writes_per_key = 0}), HasSubstr("TransactionShape.writes_per_key"));
}

struct Silent {
    std::vector<std::vector<int>> operator()(auto&, const sm::workload::ListOps&) const {
        return {};
    }
};

TEST(Transactions, NeedAnAnswerForEachRead) {
    using Cmd = sm::workload::ListTransactions<Silent>;
    const std::variant_alternative_t<0, Cmd> read{sm::workload::ListOps{Read{1}}};
    int client = 0;
    EXPECT_THAT(schedules::misuse_of([&] { read.run(client); }), HasSubstr("1 reads"));
}

// -- on a simulation

sm::WorkloadOptions options() {
    sm::WorkloadOptions options;
    options.check.workers = 4;
    options.check.seed = 1;
    options.check.corpus = "";
    return options;
}

template <class Cmd>
sm::gen::Generator work() {
    return sm::gen::clients(
        sm::gen::limit(500, sm::gen::stagger(500us, sm::gen::transactions<Cmd>())));
}

template <class Cmd>
sm::Workload workload() {
    if constexpr (std::same_as<Cmd, Lists>) {
        return {work<Cmd>(), sm::checkers::list_append()};
    } else {
        return {work<Cmd>(), sm::checkers::rw_register()};
    }
}

template <class Cmd, Flaw flaw>
auto store() {
    return sm::simulated<Store<sm::model_of_commands<Cmd>, flaw>>();
}

template <class Cmd>
class OfEach : public testing::Test {};
using Both = testing::Types<Lists, Registers>;
TYPED_TEST_SUITE(OfEach, Both);

TYPED_TEST(OfEach, ACorrectStorePasses) {
    const auto make = store<TypeParam, Flaw::none>();
    const auto run = sm::check_workload<TypeParam>(make, workload<TypeParam>(), options());
    EXPECT_TRUE(run) << run.text();
    EXPECT_TRUE((sm::check_workload<TypeParam>(make, {work<TypeParam>()}, options())))
        << "by the model too";
    const auto checked =
        sm::check<TypeParam>(make, {.programs = 200, .length = 20, .workers = 3, .corpus = ""});
    EXPECT_TRUE(checked) << checked.text();
}

/// Found, shrunk to a few transactions, kept, and replayed.
template <class Cmd, Flaw flaw>
void expect_found(const sm::Workload& workload, std::size_t most_calls) {
    auto how = options();
    how.check.corpus = folder();
    how.check.name = "transactions";
    const auto make = store<Cmd, flaw>();
    const auto report = sm::check_workload<Cmd>(make, workload, how);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.result.verdict(), sm::Verdict::invalid) << report.text();
    EXPECT_THAT(report.program.commands(), AllOf(Ge(2U), Le(most_calls))) << report.text();

    const auto again = sm::check_workload<Cmd>(make, workload, how);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.programs, 0U) << "what was kept is replayed";
    EXPECT_EQ(again.program.commands(), report.program.commands());
}

TYPED_TEST(OfEach, ALostUpdateIsFoundInALongRun) {
    expect_found<TypeParam, Flaw::lost_update>(workload<TypeParam>(), 4);
}

/// Of a register it is seldom known which of two values is the older one, but the model knows.
TYPED_TEST(OfEach, AStaleReadIsFoundInALongRun) {
    const bool lists = std::same_as<TypeParam, Lists>;
    const auto judged = lists ? workload<TypeParam>() : sm::Workload{work<TypeParam>()};
    expect_found<TypeParam, Flaw::stale_read>(judged, 3);
}

template <class Cmd, Flaw flaw>
void expect_found_by_check() {
    const auto report = sm::check<Cmd>(store<Cmd, flaw>(),
                                       {.length = 20, .workers = 3, .seed = 1, .corpus = folder()});
    ASSERT_FALSE(report);
    EXPECT_EQ(report.failure, sm::Failure::wrong_answer) << report.text();
    EXPECT_LE(report.program.size(), 3U) << report.text();
}

TYPED_TEST(OfEach, ALostUpdateIsFoundByACheck) {
    expect_found_by_check<TypeParam, Flaw::lost_update>();
}

TYPED_TEST(OfEach, AStaleReadIsFoundByACheck) {
    expect_found_by_check<TypeParam, Flaw::stale_read>();
}

TYPED_TEST(OfEach, ARunThatIsKeptIsJudgedAgainByTheModelOfItsName) {
    auto how = options();
    how.check.name = "transactions";
    how.check.store = folder();
    EXPECT_FALSE((sm::check_workload<TypeParam>(store<TypeParam, Flaw::lost_update>(),
                                                workload<TypeParam>(), how)));
    const bool lists = std::same_as<TypeParam, Lists>;
    const auto judge = sm::checkers::known_model(lists ? "list-append" : "rw-register").checker({});
    const auto latest = std::filesystem::path(how.check.store) / "transactions" / "latest";
    for (const auto& run : {latest, latest / "shrunk"}) {
        const auto history = sm::history::read(run / "history.jsonl").operations;
        EXPECT_EQ(judge(history).verdict(), sm::Verdict::invalid) << run;
    }
}

}  // namespace

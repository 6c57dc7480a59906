#include <sm/report/store.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "started.hpp"

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using namespace sm::report;
using namespace sm::store;
using started::Folder;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using State = RunSummary::State;

const WallTime noon = std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 12h;

fs::path add_run(const fs::path& store, const std::string& name, WallTime started,
                 sm::Verdict verdict = sm::Verdict::valid, const std::string& reason = "") {
    const auto directory = make_run_directory(store, name, started);
    auto options = sm::Tree::map();
    options.add(sm::Tree::text("workload"), sm::Tree::text("register"));
    write_results(directory, {.name = name,
                              .started = started,
                              .took = 61s,
                              .options = options,
                              .counts = {.operations = 12345},
                              .finding = {.conclusion = {verdict, reason}}});
    return directory;
}

TEST(Store, ListsTheNewestRunFirst) {
    const Folder folder;
    add_run(folder.path, "b", noon);
    add_run(folder.path, "a", noon + 1h);
    add_run(folder.path, "c", noon - 1h);
    const auto runs = Store(folder.path).runs();
    ASSERT_THAT(runs, SizeIs(3));
    EXPECT_EQ(runs[0].name, "a");
    EXPECT_EQ(runs[1].name, "b");
    EXPECT_EQ(runs[2].name, "c");
}

TEST(Store, ARunIsToldWithWhatItsResultsSay) {
    const Folder folder;
    add_run(folder.path, "a", noon, sm::Verdict::invalid, "it is stale");
    const auto run = Store(folder.path).runs().at(0);
    EXPECT_EQ(run.state, State::ended);
    EXPECT_EQ(run.verdict, sm::Verdict::invalid);
    EXPECT_EQ(run.reason, "it is stale");
    EXPECT_EQ(run.counts.operations, 12345U);
    EXPECT_EQ(run.took, 61s);
    EXPECT_EQ(run.options, "workload register");
}

TEST(Store, ARunThatCannotBeReadIsBrokenAndTheOthersAreShown) {
    const Folder folder;
    add_run(folder.path, "a", noon);
    std::ofstream(add_run(folder.path, "b", noon + 1h) / "results.json") << "{\"name\": ";
    const auto runs = Store(folder.path).runs();
    ASSERT_THAT(runs, SizeIs(2));
    EXPECT_EQ(runs[0].state, State::broken);
    EXPECT_THAT(runs[0].reason, HasSubstr("results.json"));
    EXPECT_EQ(runs[1].state, State::ended);
}

TEST(Store, ARunWithoutResultsIsShownAsSuch) {
    const Folder folder;
    make_run_directory(folder.path, "a", noon);
    EXPECT_EQ(Store(folder.path).runs().at(0).state, State::no_results);
}

TEST(Store, SeesNewRunsAndNewResultsAtTheNextLook) {
    const Folder folder;
    Store store(folder.path);
    const auto directory = make_run_directory(folder.path, "a", noon);
    EXPECT_EQ(store.runs().at(0).state, State::no_results);
    write_results(directory, {.name = "a", .started = noon});
    EXPECT_EQ(store.runs().at(0).state, State::ended);
    add_run(folder.path, "b", noon + 1s);
    EXPECT_THAT(store.runs(), SizeIs(2));
}

TEST(Store, OneThatIsEmptyOrGoneHasNoRuns) {
    const Folder folder;
    EXPECT_THAT(Store(folder.path).runs(), IsEmpty());
    EXPECT_THAT(Store(folder.path / "none").runs(), IsEmpty());
}

TEST(Store, StrayFilesAreNoRuns) {
    const Folder folder;
    add_run(folder.path, "a", noon);
    std::ofstream(folder.path / "note.txt") << "x";
    std::ofstream(folder.path / "a" / "note.txt") << "x";
    EXPECT_THAT(Store(folder.path).runs(), SizeIs(1));
}

TEST(StorePage, EscapesWhatStrangersWrote) {
    const Folder folder;
    add_run(folder.path, "a", noon, sm::Verdict::invalid, "<script>alert(1)</script>\"'");
    const auto page = store_html(Store(folder.path).runs(), folder.path);
    EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
    EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)"));
}

TEST(StorePage, LinksIntoTheRunAndSortsByPlainNumbers) {
    const Folder folder;
    add_run(folder.path, "a b", noon);
    const auto page = store_html(Store(folder.path).runs(), folder.path);
    EXPECT_THAT(page, HasSubstr("href=\"/runs/a_b/20261121T120000.000Z/\">a b</a>"));
    EXPECT_THAT(page, HasSubstr("href=\"/runs/a_b/20261121T120000.000Z/timeline.html\""));
    EXPECT_THAT(page, HasSubstr(">2026-11-21 12:00:00<"));
    EXPECT_THAT(page, HasSubstr("data-value=\"12345\">12,345<"));
}

}  // namespace

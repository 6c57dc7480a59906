#include <sm/history/writer.hpp>
#include <sm/report/drawing.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "report/simulated.hpp"
#include "started.hpp"
#include "store/sample_results.hpp"

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using namespace sm::report;
using namespace sm::store;
using sample::noon;
using sample::results;
using started::contents;
using started::Folder;
using testing::HasSubstr;
using testing::Not;

/// A run with a history and results.
fs::path run_in(const Folder& folder) {
    const auto run = simulated::run({.operations = 300});
    const auto directory = make_run_directory(folder.path, "etcd register", noon);
    std::ofstream history(directory / "history.jsonl");
    sm::history::write(history, run.operations, sm::history::Format::json_lines);
    auto with_result = results();
    with_result.finding.violations = run.result.violations;
    write_results(directory, with_result);
    return directory;
}

void write(const fs::path& file, const std::string& text) { std::ofstream(file) << text; }

TEST(Reports, ARunIsDrawnFromItsFiles) {
    const Folder folder;
    const auto directory = run_in(folder);
    write_reports(directory);
    for (const auto* file : {"index.html", "timeline.html", "latency.svg", "rate.svg"}) {
        EXPECT_TRUE(fs::exists(directory / file)) << file;
    }
    EXPECT_THAT(contents(directory / "timeline.html"), HasSubstr("3 is stale"));
}

TEST(Reports, TheIndexTellsVerdictCountsOptionsAndFiles) {
    const Folder folder;
    const auto directory = run_in(folder);
    write(directory / "logs" / "n1 <&>.log", "x");
    write_reports(directory);
    const auto index = contents(directory / "index.html");
    EXPECT_THAT(index, HasSubstr("class=\"verdict invalid\""));
    EXPECT_THAT(index, HasSubstr("3 is stale"));
    EXPECT_THAT(index, HasSubstr("workload"));
    EXPECT_THAT(index, HasSubstr("stale reads"));
    EXPECT_THAT(index, HasSubstr("<img src=\"latency.svg\""));
    EXPECT_THAT(index, HasSubstr("logs/n1%20%3C%26%3E.log"));
    EXPECT_THAT(index, HasSubstr("history.jsonl"));
}

TEST(Reports, ARunWithoutResultsIsDrawnWithoutAVerdict) {
    const Folder folder;
    const auto directory = run_in(folder);
    fs::remove(directory / "results.json");
    write_reports(directory);
    EXPECT_THAT(contents(directory / "index.html"), HasSubstr("nothing was judged"));
}

TEST(Reports, ADirectoryWithoutAHistoryIsRefusedByName) {
    const Folder folder;
    EXPECT_THAT([&] { write_reports(folder.path); },
                testing::ThrowsMessage<BadRun>(
                    testing::AllOf(HasSubstr(folder.path.string()), HasSubstr("history.jsonl"))));
}

TEST(Reports, ABareHistoryIsDrawnIntoADirectoryThatIsMade) {
    const Folder folder;
    const auto file = folder.path / "history.edn";
    write(file,
          "{:process 0, :type :invoke, :f :read, :value nil, :time 1000}\n"
          "{:process 0, :type :ok, :f :read, :value 3, :time 5000}\n");
    write_reports(file, folder.path / "drawn");
    EXPECT_THAT(contents(folder.path / "drawn" / "timeline.html"), HasSubstr("\"read\""));
}

TEST(Reports, NothingIsLeftOfFilesInTheMaking) {
    const Folder folder;
    const auto directory = run_in(folder);
    write_reports(directory);
    for (const auto& entry : fs::recursive_directory_iterator(folder.path)) {
        EXPECT_THAT(entry.path().filename().string(), Not(testing::StartsWith(".")));
    }
}

}  // namespace

#include <sm/history/file.hpp>
#include <sm/sm.hpp>
#include <sm/store/failure_file.hpp>
#include <sm/value/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <vector>

#include "started.hpp"

namespace {

namespace fs = std::filesystem;
using sm::store::FailureFile;
using started::Folder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// Asks for what was written last; the second write is lost.
struct Model {
    int value = 0;
};
struct Forgetful {
    int value = 0;
    int writes = 0;
};
struct Write {
    int value;
    void apply(Model& m) const { m.value = value; }
    void run(auto& sys) const {
        if (++sys.writes != 2) sys.value = value;
    }
};
struct Read {
    int apply(Model& m) const { return m.value; }
    int run(auto& sys) const { return sys.value; }
};
using Cmd = std::variant<Write, Read>;

auto check(const Folder& folder, const std::string& replay = "") {
    return sm::check<Cmd>([] { return Forgetful{}; },
                          {.name = "forgetful",
                           .seed = 1,
                           .corpus = replay.empty() ? folder.path.string() : "",
                           .replay = replay});
}

void write(const fs::path& file, const std::string& text) { std::ofstream(file) << text; }

TEST(FailureFile, ComesBackAsItWas) {
    const Folder folder;
    FailureFile kept{.test = "Suite.Test", .seed = 7, .failure = sm::Failure::crash};
    kept.reason = "SIGSEGV\n\"quoted\"";
    kept.rate = {3, 20};
    kept.shrunk = true;
    kept.commands = {"Walk"};
    kept.program = sm::parse_json(R"({"initial": {"steps": 0}, "prefix": [], "branches": []})");
    kept.finding = sm::history::CheckResult{.checker = "by hand", .violations = {2}};
    const auto file = folder.path / "failure.json";
    write(file, to_text(kept));
    const auto read = sm::store::read_failure(file);
    EXPECT_EQ(to_text(read), to_text(kept));
    EXPECT_EQ(read.failure, sm::Failure::crash);
    EXPECT_EQ(read.rate.runs, 20U);
    EXPECT_THAT(sm::store::result_of(read).violations, ElementsAre(2));
}

TEST(FailureFile, HasItsHistoryAsEvents) {
    const Folder folder;
    const auto report = check(folder);
    ASSERT_FALSE(report);
    const auto history = sm::history::read(fs::path(report.failure_file));
    EXPECT_EQ(history.format, sm::history::Format::json);
    std::vector<std::string> shown;
    for (const auto& operation : history.operations) shown.push_back(to_string(operation));
    EXPECT_THAT(shown,
                ElementsAre("0 :write 0 → :ok", "0 :write 1 → :ok", HasSubstr("0 :read → 0")))
        << started::contents(report.failure_file);
    const auto result = sm::store::result_of(sm::store::read_failure(report.failure_file));
    EXPECT_EQ(result.verdict(), sm::Verdict::invalid);
    EXPECT_THAT(result.violations, ElementsAre(2U));
}

TEST(FailureFile, KeepsAllOfACallBesideItsEvent) {
    const Folder folder;
    const auto report = check(folder);
    const auto events = sm::store::read_failure(report.failure_file).history;
    ASSERT_THAT(events.items(), SizeIs(6));
    const auto json = sm::to_json(events.item(5), {.indent = 0});
    EXPECT_THAT(json,
                HasSubstr(R"("call": {"id": 3, "at": 6, "ending": "answered", "answer": 0})"));
}

TEST(FailureFile, NamesTheLinesOfItsEvents) {
    const Folder folder;
    const auto report = check(folder);
    const auto history = sm::history::read(fs::path(report.failure_file));
    const auto text = started::contents(report.failure_file);
    std::istringstream lines(text);
    std::vector<std::string> all;
    for (std::string line; std::getline(lines, line);) all.push_back(line);
    ASSERT_THAT(history.lines, SizeIs(6));
    for (const auto line : history.lines) EXPECT_THAT(all.at(line - 1), HasSubstr("{"));
}

/// As the first version of the library wrote it.
constexpr auto version_1 = R"({
  "sm": "failure",
  "version": 1,
  "test": "forgetful",
  "seed": 1,
  "failure": "wrong answer",
  "reason": "",
  "rate": {"failures": 2, "runs": 2},
  "shrunk": true,
  "commands": ["Write", "Read"],
  "program": {
    "initial": {"value": 0},
    "prefix": [
      {"id": 1, "command": {"Write": {"value": 0}}},
      {"id": 2, "command": {"Write": {"value": 1}}},
      {"id": 3, "command": {"Read": {}}}
    ],
    "branches": []
  },
  "history": [
    {"id": 1, "worker": 0, "invoked": 1, "returned": 2, "ending": "answered", "answer": {}},
    {"id": 2, "worker": 0, "invoked": 3, "returned": 4, "ending": "answered", "answer": {}},
    {"id": 3, "worker": 0, "invoked": 5, "returned": 6, "ending": "answered", "answer": 0}
  ]
}
)";

TEST(FailureFile, OfVersion1IsReplayedAndWrittenAnew) {
    const Folder folder;
    const auto file = folder.path / "old.json";
    write(file, version_1);
    EXPECT_EQ(sm::store::read_failure(file).failure, sm::Failure::wrong_answer);
    const auto report = check(folder, file.string());
    EXPECT_FALSE(report);
    EXPECT_EQ(report.failure_file, file.string());
    EXPECT_THAT(started::contents(file), HasSubstr("\"version\": 2"));
    EXPECT_THAT(sm::history::read(file).operations, SizeIs(3));
}

TEST(FailureFile, OfVersion1HasAHistoryThatOnlyAReplayMakesReadable) {
    const Folder folder;
    const auto file = folder.path / "old.json";
    write(file, version_1);
    try {
        static_cast<void>(sm::history::read(file));
        FAIL() << "it was read";
    } catch (const sm::history::BadHistory& bad) {
        EXPECT_THAT(bad.what(), HasSubstr("old.json:20: "));
        EXPECT_THAT(bad.what(), HasSubstr("SM_REPLAY=FILE"));
    }
}

TEST(FailureFile, IsFoundOnlyWhereThereIsOne) {
    const Folder folder;
    write(folder.path / "lines.json", "{\"type\": \"invoke\", \"process\": 0, \"f\": \"read\"}\n");
    EXPECT_FALSE(sm::store::find_failure(folder.path / "lines.json"));
    write(folder.path / "list.json", "[]");
    EXPECT_FALSE(sm::store::find_failure(folder.path / "list.json"));
    write(folder.path / "other.json", "{\"sm\": \"history\"}");
    EXPECT_THROW(sm::store::find_failure(folder.path / "other.json"), sm::store::BadFailure);
}

}  // namespace

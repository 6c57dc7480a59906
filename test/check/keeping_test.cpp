#include <sm/history/file.hpp>
#include <sm/sm.hpp>
#include <sm/store/run_directory.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <vector>

#include "quality/cases/ring_buffer.hpp"
#include "started.hpp"

namespace {

namespace fs = std::filesystem;
namespace ring = cases::ring_buffer;
using started::Folder;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

auto check(ring::Bug bug, const Folder& folder) {
    return sm::check<ring::Cmd>([bug] { return ring::Ring{bug}; },
                                {.name = "ring",
                                 .programs = 100,
                                 .seed = 1,
                                 .corpus = "",
                                 .store = (folder.path / "store").string()});
}

TEST(Store, KeepsTheRunThatFailedAndTheSmallestOne) {
    const Folder folder;
    const auto report = check(ring::Bug::logic, folder);
    ASSERT_FALSE(report);
    const fs::path run = report.run_directory;
    EXPECT_EQ(run.parent_path(), folder.path / "store" / "ring");
    EXPECT_THAT(report.text(), HasSubstr("run directory: " + run.string()));
    for (const auto& directory : {run, run / "shrunk"}) {
        EXPECT_EQ(sm::store::read_results(directory).finding.verdict(), sm::Verdict::invalid);
        EXPECT_TRUE(fs::exists(directory / "program.json"));
    }
    EXPECT_THAT(sm::history::read(run / "shrunk" / "history.jsonl").operations,
                SizeIs(report.history.entries.size()));
    const auto results = sm::store::read_results(run / "shrunk");
    ASSERT_THAT(results.finding.violations, SizeIs(1));
    EXPECT_LT(results.finding.violations.front(), report.history.entries.size());
}

TEST(Store, IsEmptyWhereAllPassed) {
    const Folder folder;
    EXPECT_TRUE(check(ring::Bug::none, folder));
    EXPECT_FALSE(fs::exists(folder.path / "store"));
}

TEST(Store, ThatCannotBeWrittenIsNamedWithWhatToDo) {
    const Folder folder;
    std::ofstream(folder.path / "store") << "no folder";
    try {
        static_cast<void>(check(ring::Bug::logic, folder));
        FAIL() << "it was kept";
    } catch (const sm::Misuse& misuse) {
        EXPECT_THAT(misuse.what(), HasSubstr("--sm-store"));
    }
}

}  // namespace

#include <sm/base/misuse.hpp>
#include <sm/store/run_directory.hpp>
#include <sm/value/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "started.hpp"
#include "store/sample_results.hpp"

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using namespace sm::store;
using sample::noon;
using sample::results;
using started::contents;
using started::Folder;
using testing::HasSubstr;

TEST(RunDirectory, IsNamedByTestAndTime) {
    const Folder folder;
    const auto directory = make_run_directory(folder.path, "etcd register", noon);
    EXPECT_EQ(directory, folder.path / "etcd_register" / "20261121T120000.005Z");
    EXPECT_TRUE(fs::is_directory(directory / "logs"));
}

TEST(RunDirectory, TheNewestIsLinked) {
    const Folder folder;
    make_run_directory(folder.path, "a", noon);
    const auto second = make_run_directory(folder.path, "a", noon + 1s);
    const auto third = make_run_directory(folder.path, "b", noon + 2s);
    EXPECT_EQ(fs::canonical(folder.path / "a" / "latest"), fs::canonical(second));
    EXPECT_EQ(fs::canonical(folder.path / "latest"), fs::canonical(third));
}

TEST(RunDirectory, RunsOfOneMomentAreKeptApart) {
    const Folder folder;
    const auto first = make_run_directory(folder.path, "a", noon);
    const auto second = make_run_directory(folder.path, "a", noon);
    EXPECT_EQ(second, first.string() + "-2");
}

TEST(RunDirectory, NoNameLeadsOutOfTheStore) {
    const Folder folder;
    EXPECT_EQ(make_run_directory(folder.path, "../../up", noon).parent_path(),
              folder.path / "_._.._up");
    EXPECT_EQ(make_run_directory(folder.path, "Suite/Test.Name/0", noon).parent_path(),
              folder.path / "Suite_Test.Name_0");
}

TEST(RunDirectory, RefusesANameThatNothingIsLeftOf) {
    const Folder folder;
    for (const auto* name : {"", "//", "latest"}) {
        EXPECT_THROW(make_run_directory(folder.path, name, noon), sm::Misuse) << name;
    }
}

TEST(Results, ComeBackAsTheyWere) {
    const Folder folder;
    write_results(folder.path, results());
    const auto read = read_results(folder.path);
    EXPECT_EQ(read.name, "etcd register");
    EXPECT_EQ(read.started, noon);
    EXPECT_EQ(read.took, 61'200ms);
    EXPECT_EQ(read.seed, results().seed);
    EXPECT_EQ(read.options, results().options);
    EXPECT_EQ(read.counts, results().counts);
    EXPECT_EQ(sm::to_json(sm::to_tree(read.finding)), sm::to_json(sm::to_tree(results().finding)));
}

TEST(Results, ThatAreWrongAreToldByFieldAndReason) {
    const Folder folder;
    const auto complaint = [&](const std::string& from, const std::string& to) -> std::string {
        write_results(folder.path, results());
        auto text = contents(folder.path / "results.json");
        text.replace(text.find(from), from.size(), to);
        std::ofstream(folder.path / "results.json") << text;
        try {
            read_results(folder.path);
        } catch (const BadRun& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_THAT(complaint("{", ""), HasSubstr("results.json: "));
    EXPECT_THAT(complaint("\"name\"", "\"nickname\""), HasSubstr("no field \"nickname\""));
    EXPECT_THAT(complaint("\"etcd register\"", "5"), HasSubstr("results.json: name: 5"));
    EXPECT_THAT(complaint("2026-11-21T12", "noon"), HasSubstr("results.json: started: "));
    EXPECT_THAT(complaint("\"verdict\": \"unknown\"", "\"verdict\": \"good\""),
                HasSubstr("finding.parts[0].verdict: \"good\""));
    std::ofstream(folder.path / "results.json") << "[]";
    EXPECT_THROW(read_results(folder.path), BadRun);
}

TEST(Counts, TellWhatOfEachOutcomeThereWas) {
    sm::history::Operations operations(4);
    operations[0].ending = sm::Ending::answered;
    operations[1].ending = sm::Ending::refused;
    operations[2].ending = sm::Ending::unknown;
    operations[3].process = sm::history::Operation::nemesis;
    operations[3].function = "kill";
    EXPECT_EQ(count(operations),
              (Counts{.operations = 3, .answered = 1, .refused = 1, .unknown = 1, .faults = 1}));
}

}  // namespace

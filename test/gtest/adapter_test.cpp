#include <sm/gtest.hpp>
#include <sm/value/json.hpp>

#include <gmock/gmock.h>

#include <regex>

#include "started.hpp"

#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using started::Ended;
using started::Folder;
using testing::HasSubstr;
using testing::Not;

Ended run(const std::string& test, const Folder& folder, std::vector<std::string> more = {}) {
    more.insert(more.begin(), "--gtest_filter=" + test);
    return started::run(SM_GTEST_PROGRAM, more, {}, folder);
}

Ended run(const std::string& test) {
    const Folder folder;
    return run(test, folder);
}

std::string text_of(const sm::Tree& record, std::string_view name) {
    const sm::Tree* field = record.is(sm::Tree::Kind::map)
                                ? record.find(sm::Tree::text(std::string(name)))
                                : record.find(name);
    return field == nullptr ? "nothing" : field->text();
}

/// The one test in the JSON that GoogleTest wrote.
sm::Tree only_test(const std::string& json) {
    const auto inside = [](const sm::Tree& tree, std::string_view name) -> const sm::Tree& {
        const sm::Tree* list = tree.is(sm::Tree::Kind::map)
                                   ? tree.find(sm::Tree::text(std::string(name)))
                                   : tree.find(name);
        if (list == nullptr) throw std::logic_error(std::string(name) + " is missing");
        return list->item(0);
    };
    const sm::Tree whole = sm::parse_json(json);
    return inside(inside(whole, "testsuites"), "testsuite");
}

TEST(Adapter, RecordsTheFiguresOfAPassInJson) {
    const Folder folder;
    EXPECT_EQ(run("Street.Passes", folder, {"--gtest_output=json:result.json"}).status, 0);
    const auto test = only_test(started::contents(folder.path / "result.json"));
    EXPECT_EQ(text_of(test, "sm_seed"), "7");
    EXPECT_EQ(text_of(test, "sm_programs"), "20");
    EXPECT_EQ(text_of(test, "sm_executions"), "20");
    EXPECT_GT(std::stoi(text_of(test, "sm_calls")), 100);
    EXPECT_EQ(text_of(test, "sm_discards"), "0");
    EXPECT_EQ(text_of(test, "sm_label_the_first_step"), "20");
    EXPECT_EQ(text_of(test, "sm_reproduce"), "nothing");
}

TEST(Adapter, RecordsTheFiguresOfAFailureInJson) {
    const Folder folder;
    EXPECT_EQ(run("Street.Fails", folder, {"--gtest_output=json:result.json"}).status, 1);
    const auto test = only_test(started::contents(folder.path / "result.json"));
    const std::string file = text_of(test, "sm_failure_file");
    EXPECT_TRUE(std::filesystem::exists(folder.path / file)) << file;
    EXPECT_EQ(text_of(test, "sm_failure_rate"), "2/2");
    EXPECT_EQ(text_of(test, "sm_reproduce"),
              "SM_REPLAY=" + file + " " SM_GTEST_PROGRAM " --gtest_filter=Street.Fails");
}

TEST(Adapter, RecordsTheFiguresInXml) {
    const Folder folder;
    EXPECT_EQ(run("Street.Fails", folder, {"--gtest_output=xml:result.xml"}).status, 1);
    const std::string xml = started::contents(folder.path / "result.xml");
    for (const char* name : {"seed", "programs", "executions", "calls", "discards",
                             "shrink_executions", "failure_rate", "failure_file", "reproduce"}) {
        const std::regex property("<property name=\"sm_" + std::string(name) +
                                  "\" value=\"[^\"]+\"/>");
        EXPECT_TRUE(std::regex_search(xml, property)) << name << " in " << xml;
    }
}

TEST(Adapter, KeepsTheFiguresOfSeveralChecksApart) {
    const Folder folder;
    run("Streets.AreChecked", folder, {"--gtest_output=json:result.json"});
    const auto test = only_test(started::contents(folder.path / "result.json"));
    EXPECT_EQ(text_of(test, "sm_programs"), "3");
    EXPECT_EQ(text_of(test, "sm_2_programs"), "5");
}

TEST(Adapter, PrintsTheStatisticsOfAPass) {
    const auto ended = run("Street.Passes");
    EXPECT_THAT(ended.out, HasSubstr("Street.Passes: 20 programs, "));
    EXPECT_THAT(ended.out, HasSubstr("100.0 %"));
    EXPECT_EQ(ended.err, "");
}

TEST(Adapter, PrintsAFailureOnce) {
    const auto ended = run("Street.Fails");
    EXPECT_EQ(ended.status, 1);
    const auto first = ended.out.find("the last answer is not what the model allows");
    ASSERT_NE(first, std::string::npos) << ended.out;
    EXPECT_EQ(ended.out.find("the last answer is not", first + 1), std::string::npos);
    EXPECT_THAT(ended.out, HasSubstr("--gtest_filter=Street.Fails"));
}

TEST(Adapter, ALabelThatIsRequiredAndMissedFailsTheTest) {
    const auto missed = run("Street.MissesALabel");
    EXPECT_EQ(missed.status, 1);
    EXPECT_THAT(missed.out, HasSubstr("required label \"the last step\""));
    EXPECT_EQ(run("Street.HasALabel").status, 0);
}

TEST(Adapter, ReproducesAFailureByTheLineThatItPrints) {
    const Folder folder;
    const auto first = run("Street.Fails", folder);
    const auto at = first.out.find("SM_REPLAY=");
    ASSERT_NE(at, std::string::npos) << first.out;
    const auto end = first.out.find(' ', at);
    const auto again = started::run(SM_GTEST_PROGRAM, {"--gtest_filter=Street.Fails"},
                                    {first.out.substr(at, end - at)}, folder);
    EXPECT_EQ(again.status, 1);
    EXPECT_THAT(again.out, HasSubstr("found in .sm/failures/Street.Fails/"));
}

/// What the program prints on a terminal.
std::string on_a_terminal(const std::string& test) {
    int terminal = -1;
    const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
    if (child == 0) {
        const std::string filter = "--gtest_filter=" + test;
        ::execl(SM_GTEST_PROGRAM, SM_GTEST_PROGRAM, filter.c_str(), "--sm-corpus=", nullptr);
        ::_exit(127);
    }
    std::string text;
    char buffer[4096];
    for (ssize_t got; (got = ::read(terminal, buffer, sizeof buffer)) > 0;)
        text.append(buffer, static_cast<std::size_t>(got));
    ::close(terminal);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    return text;
}

TEST(Progress, IsPrintedOnATerminal) {
    const std::string text = on_a_terminal("Street.GoesOn");
    EXPECT_THAT(text, HasSubstr("Street.GoesOn: program "));
    EXPECT_THAT(text, HasSubstr("of 1000000000"));
    EXPECT_THAT(text, HasSubstr("\r\x1b[K"));
}

TEST(Progress, IsPrintedNowhereElse) {
    const auto ended = run("Street.GoesOn");
    EXPECT_EQ(ended.status, 0);
    EXPECT_EQ(ended.err, "");
    EXPECT_THAT(ended.out, Not(HasSubstr("\x1b[K")));
    EXPECT_THAT(ended.out, Not(HasSubstr("of 1000000000")));
}

}  // namespace

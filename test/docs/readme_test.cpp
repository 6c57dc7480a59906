// The first test of the README, as it is there; then what it prints.
#include <fstream>
#include <regex>
#include <sstream>
#include <string>

#include "README.md.1.inc"

namespace {

/// The text of the first fenced block after `heading`.
std::string block_after(const std::string& heading) {
    std::ifstream file(SM_ROOT "/README.md");
    std::ostringstream all;
    all << file.rdbuf();
    const std::string text = all.str();
    const auto begin = text.find("\n```\n", text.find(heading)) + 5;
    return text.substr(begin, text.find("```\n", begin) - begin);
}

/// Without what differs from run to run: which program, how many runs, which file.
std::string without_figures(std::string text) {
    text = std::regex_replace(text, std::regex("in program .*; fails .*"), "in program");
    return std::regex_replace(text, std::regex("reproduce: .*"), "reproduce:");
}

TEST(Readme, APassPrintsWhatItSays) {
    const auto report = sm::check<Cmd>(
        [] { return Store{}; }, {.name = "Store.BehavesLikeItsModel", .seed = 7, .corpus = ""});
    EXPECT_TRUE(report.passed);
    EXPECT_EQ(report.text(), block_after("## What a pass prints"));
}

TEST(Readme, AFailureLooksAsItSays) {
    const auto report =
        sm::check<Cmd>([] { return Store{true}; },
                       {.name = "Store.BehavesLikeItsModel", .seed = 971486800247, .corpus = ""});
    EXPECT_FALSE(report.passed);
    EXPECT_EQ(without_figures(report.text()),
              without_figures(block_after("## What a failure looks like")));
}

}  // namespace

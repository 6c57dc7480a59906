#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;

std::string contents(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// All files of a folder with this in their names, as one text.
std::string all_in(const fs::path& folder, const std::string& part) {
    std::string text;
    for (const auto& file : fs::directory_iterator(folder)) {
        if (file.path().filename().string().find(part) != std::string::npos)
            text += contents(file.path());
    }
    return text;
}

/// Without white space and comments, which are laid out otherwise in a document.
std::string squeezed(const std::string& line) {
    std::string text;
    for (const char c : line.substr(0, line.find("//"))) {
        if (c != ' ' && c != '\n') text += c;
    }
    return text;
}

std::string squeezed_lines(const std::string& text) {
    std::istringstream lines(text);
    std::string all;
    for (std::string line; std::getline(lines, line);) all += squeezed(line);
    return all;
}

/// Those of the tutorial are cut from the example; all others are compiled by a test here.
bool is_cut(const std::string& snippet) { return snippet.starts_with("rqlite-tutorial.md"); }

std::vector<fs::path> snippets() {
    std::vector<fs::path> all;
    for (const auto& file : fs::directory_iterator(SM_SNIPPETS)) all.push_back(file.path());
    return all;
}

TEST(Snippets, AreCompiledEachByATest) {
    const std::string tests = all_in(SM_ROOT "/test/docs", "_test.cpp");
    std::vector<std::string> forgotten;
    for (const auto& path : snippets()) {
        const std::string name = path.filename().string();
        if (!is_cut(name) && tests.find("#include \"" + name + "\"") == std::string::npos)
            forgotten.push_back(name);
    }
    EXPECT_THAT(forgotten, IsEmpty());
    EXPECT_GE(snippets().size(), 10U);
}

TEST(Snippets, OfTheTutorialAreCutFromTheExample) {
    const std::string example = squeezed_lines(all_in(SM_ROOT "/examples/rqlite", ".hpp") +
                                               all_in(SM_ROOT "/examples/rqlite", ".cpp"));
    std::vector<std::string> elsewhere;
    for (const auto& path : snippets()) {
        if (!is_cut(path.filename().string())) continue;
        std::istringstream lines(contents(path));
        std::string line;
        std::getline(lines, line);  // #line
        while (std::getline(lines, line)) {
            const std::string part = squeezed(line);
            if (part != "…" && example.find(part) == std::string::npos)
                elsewhere.push_back(path.filename().string() + ": " + line);
        }
    }
    EXPECT_THAT(elsewhere, IsEmpty());
}

}  // namespace

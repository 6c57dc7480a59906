// docs/installing.md: that it lists what is installed, what is needed, and the limits of the code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "blocks.hpp"
#include "started.hpp"

namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string page() { return docs::text_of("docs/installing.md"); }

std::vector<std::string> words(const std::string& text) {
    std::istringstream all(text);
    return {std::istream_iterator<std::string>(all), {}};
}

TEST(Installing, HasARowForEachLibrary) {
    for (const auto& name : words(SM_LIBRARIES)) {
        std::string row = "\n| `sm::" + name + "` | `";
        row += name == "sm" ? "sm" : "sm-" + name;
        EXPECT_THAT(page(), HasSubstr(row + "` |"));
    }
}

TEST(Installing, NamesThePackagesThatTheScriptsInstall) {
    const auto script = docs::text_of("tools/setup.sh");
    std::smatch found;
    ASSERT_TRUE(std::regex_search(script, found, std::regex(R"(\nlibraries=\(([^)]*)\))")));
    for (const auto& package : words(found[1])) {
        EXPECT_THAT(page(), HasSubstr("`" + package + "`"));
        EXPECT_THAT(page(), testing::ContainsRegex(" " + package + "[ \n]")) << "apt-get install";
    }
}

TEST(Installing, HasARowForEachPreset) {
    const auto presets = docs::text_of("CMakePresets.json");
    const std::regex name("\"name\": \"([a-z]+)\",\\s+\"displayName\"");
    int seen = 0;
    for (std::sregex_iterator at(presets.begin(), presets.end(), name), end; at != end;
         ++at, ++seen)
        EXPECT_THAT(page(), HasSubstr("\n| `" + (*at)[1].str() + "` |"));
    EXPECT_EQ(seen, 4);
}

/// The headers and sources, as one text.
std::string code() {
    std::string text;
    for (const auto* folder : {"/include", "/src"}) {
        for (const auto& file : fs::recursive_directory_iterator(std::string(SM_ROOT) + folder))
            if (file.is_regular_file()) text += started::contents(file.path());
    }
    return text;
}

/// What the constant is in the code, wherever it stands there; digits are not grouped.
std::string constant(const std::string& text, const std::string& name) {
    const auto begin = text.find(" " + name + " = ");
    if (begin == std::string::npos) return "no constant " + name;
    const auto value = begin + name.size() + 4;
    std::string digits = text.substr(value, text.find(';', value) - value);
    digits.erase(std::remove(digits.begin(), digits.end(), '\''), digits.end());
    return digits;
}

TEST(Installing, ItsLimitsAreThoseOfTheCode) {
    const auto text = code();
    const auto limit = [&](const std::string& name, const std::string& row) {
        const std::regex wanted("\n\\| " + row + "[^|]* \\| " + constant(text, name) + " \\|");
        EXPECT_TRUE(std::regex_search(page(), wanted)) << row << ": " << constant(text, name);
    };
    limit("most_fields", "fields of a plain struct");
    limit("most_tasks", "workers under controlled scheduling");
    limit("most_points", "points in one call");
    limit("most_abandoned", "calls that never return");
    limit("most_clients", "clients of a workload");
    limit("most_nodes", "replicas in a simulation");
    limit("most_at_one_instant", "events of a simulation");
    limit("most_operations", "operations that a timeline draws");
    limit("kMostStates", "states that the survey");
    EXPECT_THAT(page(), HasSubstr("| " + constant(text, "first_tried") + " to " +
                                  constant(text, "last_tried") + " |"));
    EXPECT_THAT(text, HasSubstr("a variant of commands has at most 64 of them"));
    EXPECT_THAT(page(), HasSubstr("\n| commands in the variant | 64 |"));
}

}  // namespace

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "layout/names.hpp"
#include "layout/rooms.hpp"
#include "layout/source.hpp"

namespace {

namespace fs = std::filesystem;
using layout::Source;
using ::testing::IsEmpty;
using Complaints = std::vector<std::string>;

constexpr std::size_t most_columns = 100;
constexpr std::size_t most_lines_of_header = 300;
constexpr std::size_t most_lines_of_file = 500;
constexpr std::size_t most_lines_of_function = 70;

/// The files under the folders whose suffix is among the suffixes, in the order of their paths.
std::vector<Source> sources(const std::vector<std::string>& folders,
                            const std::set<std::string>& suffixes) {
    std::vector<fs::path> paths;
    for (const auto& folder : folders) {
        if (!fs::exists(layout::root / folder)) continue;
        for (const auto& entry : fs::recursive_directory_iterator(layout::root / folder)) {
            if (entry.is_regular_file() && suffixes.contains(entry.path().extension())) {
                paths.push_back(fs::relative(entry.path(), layout::root));
            }
        }
    }
    std::sort(paths.begin(), paths.end());
    std::vector<Source> found;
    for (const auto& path : paths) found.push_back(layout::read(layout::root, path));
    return found;
}

std::vector<Source> cpp_sources() {
    return sources({"include", "src", "test", "examples", "bench", "tools"}, {".hpp", ".cpp"});
}

/// Each room with all that it may use: what its row names, what those may use, and itself.
std::map<std::string, std::set<std::string>> may_use() {
    std::map<std::string, std::set<std::string>> table;
    for (std::string row : layout::rooms) {
        const auto colon = row.find(':');
        const auto room = row.substr(0, colon);
        auto& uses = table[room] = {room};
        std::istringstream list(row.substr(colon + 1));
        for (std::string used; std::getline(list, used, ',');) {
            EXPECT_TRUE(table.contains(used))
                << room << " may use " << used << ", which is below it";
            uses.insert(table[used].begin(), table[used].end());
        }
    }
    return table;
}

/// `include/sm/judge/x.hpp` and `src/judge/x.cpp` are in judge; `include/sm/sm.hpp` is in none.
std::string room_of(const fs::path& path) {
    const auto skip = *path.begin() == "include" ? 2 : 1;
    const auto room = std::next(path.begin(), skip);
    return std::next(room) == path.end() ? "" : room->string();
}

Complaints breaches_of_order(const Source& source, const std::set<std::string>& allowed) {
    Complaints complaints;
    for (const auto& [index, room] : layout::includes(source)) {
        if (allowed.contains(room)) continue;
        complaints.push_back(
            layout::at(source, index, "may not use " + (room.empty() ? "sm.hpp" : room)));
    }
    return complaints;
}

void append(Complaints& all, Complaints some) {
    all.insert(all.end(), std::make_move_iterator(some.begin()),
               std::make_move_iterator(some.end()));
}

TEST(Layout, ATableRowThatIsBrokenIsReported) {
    const auto source =
        layout::source("include/sm/value/x.hpp", "\n#include <sm/judge/explanation.hpp>\n");
    EXPECT_THAT(breaches_of_order(source, may_use().at("value")),
                testing::ElementsAre("include/sm/value/x.hpp:2: may not use judge"));
}

TEST(Layout, RoomsUseOnlyRoomsTheyMayUse) {
    const auto table = may_use();
    Complaints complaints;
    for (const auto& source : sources({"include/sm", "src"}, {".hpp", ".cpp"})) {
        const auto room = room_of(source.path);
        if (table.contains(room)) append(complaints, breaches_of_order(source, table.at(room)));
    }
    EXPECT_THAT(complaints, IsEmpty());
}

TEST(Layout, NoTypeIsDefinedInTwoFiles) {
    std::map<std::string, std::string> first;
    Complaints complaints;
    for (const auto& source : sources({"include/sm", "src"}, {".hpp", ".cpp"})) {
        for (const auto& [name, index] : layout::types_defined(source)) {
            const auto here = layout::at(source, index, name);
            const auto [known, is_new] = first.try_emplace(name, here);
            if (!is_new && !here.starts_with(known->second.substr(0, known->second.find(':') + 1)))
                complaints.push_back(here + ", as in " + known->second);
        }
    }
    EXPECT_GT(first.size(), 500U);
    EXPECT_THAT(complaints, IsEmpty());
}

TEST(Layout, SmHppIncludesOnlyTheCore) {
    if (!fs::exists(layout::root / "include/sm/sm.hpp")) GTEST_SKIP() << "there is no sm.hpp yet";
    const auto source = layout::read(layout::root, "include/sm/sm.hpp");
    const std::set<std::string> core(std::begin(layout::core_rooms), std::end(layout::core_rooms));
    EXPECT_THAT(breaches_of_order(source, core), IsEmpty());
}

TEST(Layout, EveryFolderOfOursIsARoomOfTheTable) {
    const auto table = may_use();
    Complaints strangers;
    for (const auto& folder : {"include/sm", "src"}) {
        for (const auto& entry : fs::directory_iterator(layout::root / folder)) {
            const auto name = entry.path().filename().string();
            if (entry.is_directory() && name != "gtest" && !table.contains(name)) {
                strangers.push_back(std::string(folder) + "/" + name);
            }
        }
    }
    EXPECT_THAT(strangers, IsEmpty());
}

TEST(Layout, HeadersBeginWithOnceAndTheirPurpose) {
    Complaints complaints;
    for (const auto& source : sources({"include"}, {".hpp"})) {
        const bool once = !source.lines.empty() && source.lines[0] == "#pragma once";
        const bool purpose = source.lines.size() > 1 && source.lines[1].starts_with("/// ");
        if (!once || !purpose)
            complaints.push_back(layout::at(source, 0, "needs `#pragma once`, then `/// ...`"));
    }
    EXPECT_THAT(complaints, IsEmpty());
}

TEST(Layout, FilesAreShort) {
    Complaints complaints;
    for (const auto& source : cpp_sources()) {
        const bool header = *source.path.begin() == "include";
        const auto most = header ? most_lines_of_header : most_lines_of_file;
        const auto lines = source.lines.size();
        if (lines > most)
            complaints.push_back(layout::at(source, lines - 1, "is over " + std::to_string(most)));
    }
    EXPECT_THAT(complaints, IsEmpty());
}

TEST(Layout, LinesAreNarrow) {
    Complaints complaints;
    for (const auto& source : cpp_sources()) {
        for (std::size_t index = 0; index < source.lines.size(); ++index) {
            const auto width = layout::columns(source.lines[index]);
            if (width > most_columns)
                complaints.push_back(layout::at(source, index, std::to_string(width) + " columns"));
        }
    }
    EXPECT_THAT(complaints, IsEmpty());
}

TEST(Layout, FunctionsAreShort) {
    Complaints complaints;
    for (const auto& source : cpp_sources()) {
        for (const auto& [index, lines] : layout::bodies(source)) {
            if (lines > most_lines_of_function) {
                complaints.push_back(
                    layout::at(source, index, "a function of " + std::to_string(lines) + " lines"));
            }
        }
    }
    EXPECT_THAT(complaints, IsEmpty());
}

TEST(Layout, NothingIsLeftForLater) {
    const std::regex leftover(
        "\\b(TO"
        "DO|FIX"
        "ME|XX"
        "X|HA"
        "CK)\\b");
    Complaints complaints;
    const auto all =
        sources({"include", "src", "test", "examples", "bench", "tools", "cmake", "docs"},
                {".hpp", ".cpp", ".cmake", ".txt", ".md", ".sh", ".go", ""});
    for (const auto& source : all) {
        for (std::size_t index = 0; index < source.lines.size(); ++index) {
            if (std::regex_search(source.lines[index], leftover)) {
                complaints.push_back(layout::at(source, index, source.lines[index]));
            }
        }
    }
    EXPECT_THAT(complaints, IsEmpty());
}

}  // namespace

// The pages together: links lead somewhere, pictures are there and small, headers that are named
// exist, and each page is found from the README.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <filesystem>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "blocks.hpp"
#include "started.hpp"

namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const fs::path root = SM_ROOT;

std::vector<fs::path> pages() {
    std::vector<fs::path> all;
    for (const auto& file : fs::directory_iterator(root))
        if (file.path().extension() == ".md") all.push_back(file.path());
    for (const auto* folder : {"docs", "examples", "bench"}) {
        for (const auto& file : fs::recursive_directory_iterator(root / folder))
            if (file.path().extension() == ".md") all.push_back(file.path());
    }
    std::sort(all.begin(), all.end());
    return all;
}

std::string name_of(const fs::path& page) { return fs::relative(page, root).string(); }

/// The page without its fenced and indented blocks, in which brackets are code.
std::string prose(const fs::path& page) {
    std::istringstream lines(started::contents(page));
    std::string text;
    bool fenced = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("```")) fenced = !fenced;
        if (!fenced && !line.starts_with("    ")) text += line + '\n';
    }
    return text;
}

std::vector<std::string> all_of(const std::string& text, const std::string& expression) {
    const std::regex wanted(expression);
    std::vector<std::string> all;
    for (std::sregex_iterator at(text.begin(), text.end(), wanted), end; at != end; ++at)
        all.push_back((*at)[1]);
    return all;
}

bool is_outside(const std::string& link) { return link.find("://") != std::string::npos; }

/// What a heading is called in a link to it.
std::string anchor_of(const std::string& heading) {
    std::string anchor;
    for (const char c : heading) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || c == '-' || c == '_') {
            anchor += static_cast<char>(std::tolower(byte));
        } else if (c == ' ') {
            anchor += '-';
        }
    }
    return anchor;
}

std::set<std::string> anchors(const fs::path& page) {
    std::set<std::string> all;
    for (const auto& heading : all_of(prose(page), "\n#+ ([^\n]*)")) all.insert(anchor_of(heading));
    return all;
}

void expect_leads_somewhere(const fs::path& page, const std::string& link) {
    const auto hash = std::min(link.find('#'), link.size());
    const fs::path target = hash == 0 ? page : page.parent_path() / link.substr(0, hash);
    ASSERT_TRUE(fs::exists(target)) << name_of(page) << ": " << link;
    if (hash < link.size() && target.extension() == ".md") {
        EXPECT_TRUE(anchors(target).contains(link.substr(hash + 1)))
            << name_of(page) << ": there is no such heading: " << link;
    }
}

TEST(Pages, TheirLinksLeadSomewhere) {
    std::size_t seen = 0;
    for (const auto& page : pages()) {
        for (const auto& link : all_of(prose(page), R"(\]\(([^)\s]+)\))")) {
            if (is_outside(link)) continue;
            ++seen;
            expect_leads_somewhere(page, link);
        }
    }
    EXPECT_GT(seen, 100U);
}

TEST(Pages, TheirPicturesAreThereAndSmall) {
    constexpr std::uintmax_t most_bytes = 100'000;
    std::set<fs::path> shown;
    for (const auto& page : pages()) {
        for (const auto& picture : all_of(prose(page), R"(!\[[^\]]*\]\(([^)\s]+)\))")) {
            const auto file = (page.parent_path() / picture).lexically_normal();
            ASSERT_TRUE(fs::exists(file))
                << name_of(page) << ": " << picture << " is not there; tools/pictures makes it";
            EXPECT_LE(fs::file_size(file), most_bytes) << file;
            shown.insert(file);
        }
    }
    for (const auto& file : fs::directory_iterator(root / "docs/pictures"))
        EXPECT_TRUE(shown.contains(file.path().lexically_normal()))
            << file.path() << " is on no page";
}

TEST(Pages, AlternativesSayWhatAPictureShows) {
    for (const auto& page : pages())
        for (const auto& text : all_of(prose(page), R"(!\[([^\]]*)\]\()"))
            EXPECT_GT(text.size(), 10U) << name_of(page);
}

TEST(Pages, TheHeadersThatTheyNameExist) {
    std::size_t seen = 0;
    for (const auto& page : pages()) {
        for (const auto& header : all_of(started::contents(page), R"(`(sm/[a-z_/]+\.hpp)`)")) {
            ++seen;
            EXPECT_TRUE(fs::exists(root / "include" / header)) << name_of(page) << ": " << header;
        }
    }
    EXPECT_GT(seen, 100U);
}

TEST(Pages, EachGuideNamesItsHeaders) {
    const std::set<std::string> no_guides{"architecture.md", "glossary.md", "measurements.md"};
    for (const auto& file : fs::directory_iterator(root / "docs")) {
        if (file.path().extension() != ".md") continue;
        if (no_guides.contains(file.path().filename().string())) continue;
        const std::regex wanted("^# [^\n]*\n\nHeaders: `sm/");
        EXPECT_TRUE(std::regex_search(started::contents(file.path()), wanted)) << file.path();
    }
}

TEST(Pages, TheReadmeLeadsToEachPage) {
    const auto readme = docs::text_of("README.md");
    for (const auto& file : fs::directory_iterator(root / "docs")) {
        if (file.path().extension() != ".md") continue;
        EXPECT_THAT(readme, HasSubstr("(docs/" + file.path().filename().string() + ")"));
    }
}

TEST(Glossary, IsInTheOrderOfTheAlphabet) {
    auto terms = all_of(docs::text_of("docs/glossary.md"), "\n\\*\\*([^*]+)\\*\\*");
    EXPECT_GT(terms.size(), 50U);
    for (auto& term : terms)
        std::transform(term.begin(), term.end(), term.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    EXPECT_TRUE(std::is_sorted(terms.begin(), terms.end()));
}

/// The sources as one text.
std::string code() {
    std::string text;
    for (const auto* folder : {"include", "src"}) {
        for (const auto& file : fs::recursive_directory_iterator(root / folder))
            if (file.is_regular_file()) text += started::contents(file.path());
    }
    return text;
}

TEST(Derivations, EachIsListedAndNamedInTheCodeThatItDerives) {
    const auto text = code();
    const auto list = docs::text_of("docs/derivations/README.md");
    std::set<std::string> there;
    for (const auto& file : fs::directory_iterator(root / "docs/derivations")) {
        const auto name = file.path().filename().string();
        if (name == "README.md") continue;
        there.insert(name);
        EXPECT_THAT(list, HasSubstr("](" + name + ")"));
        EXPECT_NE(text.find("docs/derivations/" + name), std::string::npos) << name;
    }
    for (const auto& name : all_of(text, R"(docs/derivations/([a-z-]+\.md))"))
        EXPECT_TRUE(there.contains(name)) << name;
}

}  // namespace

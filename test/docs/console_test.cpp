// The command lines that documents tell the reader to type: `sm` takes each of them, and the
// scripts of tools/ know what they are given.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "blocks.hpp"
#include "started.hpp"

namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

/// That of the program for bad usage, and those of a shell that cannot start it.
const auto refused = testing::AnyOf(64, 126, 127);

struct Typed {
    std::string place;  ///< the document, and the number of the line
    std::string line;
};

std::string trimmed(const std::string& line) {
    const auto begin = std::min(line.find_first_not_of(' '), line.size());
    return line.substr(begin, line.find_last_not_of(" \\") + 1 - begin);
}

/// Reads one document, line by line.
class Reader {
 public:
    explicit Reader(std::string document) : document_(std::move(document)) {}

    std::vector<Typed> read(const std::string& text) {
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            ++number_;
            if (trimmed(line).starts_with("```")) {
                language_ = language_.empty() ? trimmed(line).substr(3) + " " : "";
            } else if (goes_on_) {
                all_.back().line += " " + trimmed(line);
                goes_on_ = line.ends_with("\\");
            } else {
                take(line);
            }
        }
        return std::move(all_);
    }

 private:
    void take(const std::string& line) {
        const bool prompted = trimmed(line).starts_with("$ ");
        const bool shell = language_ == "sh " || language_ == "bash " || language_ == "console ";
        if (prompted && (language_.empty() || shell)) {
            note(trimmed(line).substr(2), line);
        } else if (language_ == "sh " || language_ == "bash " ||
                   (language_.empty() && line.starts_with("    "))) {
            note(trimmed(line), line);
        } else if (language_.empty()) {
            take_spans(line);
        }
    }

    void note(const std::string& typed, const std::string& line) {
        static const std::regex ours(R"((sm|tools/[a-z]+)( .*)?)");
        if (!std::regex_match(typed, ours)) return;
        all_.push_back({document_ + ":" + std::to_string(number_), typed});
        goes_on_ = line.ends_with("\\");
    }

    /// What stands in a sentence is typed only where it has arguments; else it is a name.
    void take_spans(const std::string& line) {
        static const std::regex span("`((sm [a-z]+|tools/[a-z]+)( [^`]+)?)`");
        for (std::sregex_iterator found(line.begin(), line.end(), span), end; found != end;
             ++found) {
            const std::string arguments = (*found)[3].matched ? (*found)[3].str() : " --help";
            note((*found)[2].str() + arguments, "");
        }
    }

    std::string document_;
    std::string language_;  ///< of the fenced block, with a space behind it; empty outside of any
    std::size_t number_ = 0;
    bool goes_on_ = false;
    std::vector<Typed> all_;
};

std::vector<std::string> documents() {
    std::vector<std::string> all{"README.md", "CONTRIBUTING.md", "bench/README.md"};
    for (const auto& folder : {"docs", "examples"}) {
        for (const auto& file : fs::recursive_directory_iterator(fs::path(SM_ROOT) / folder)) {
            if (file.path().extension() == ".md")
                all.push_back(fs::relative(file.path(), SM_ROOT).string());
        }
    }
    std::sort(all.begin(), all.end());
    return all;
}

std::string help_of(const std::string& command) {
    std::vector<std::string> arguments{"--help"};
    if (!command.empty()) arguments.insert(arguments.begin(), command);
    return started::run(SM_PROGRAM, arguments).out;
}

/// The lines of all documents, and of what `sm --help` and the like print, that begin so.
std::vector<Typed> typed(const std::string& program) {
    std::vector<Typed> all;
    const auto add = [&](const std::string& document, const std::string& text) {
        for (auto& one : Reader(document).read(text))
            if (one.line.starts_with(program)) all.push_back(std::move(one));
    };
    for (const auto& document : documents()) add(document, docs::text_of(document));
    for (const auto* command : {"", "check", "report", "serve", "reap"})
        add("sm " + std::string(command) + " --help", help_of(command));
    return all;
}

std::vector<std::string> words(const std::string& line) {
    std::istringstream text(line.substr(0, line.find(" #")));
    std::vector<std::string> all;
    for (std::string word; text >> word;) all.push_back(word);
    return all;
}

/// Files by the names that the line has, each with a history.
void lay_down_files(const fs::path& folder, const std::string& line) {
    for (const auto& word : words(line)) {
        if (word.starts_with('-') || word.find('.') == std::string::npos) continue;
        const auto file = folder / word;
        fs::create_directories(file.parent_path());
        std::ofstream(file) << "{\"type\": \"invoke\", \"process\": 0, \"f\": \"read\"}\n"
                               "{\"type\": \"ok\", \"process\": 0, \"f\": \"read\"}\n";
    }
}

/// What a shell says of the line. No store is there, so that `sm serve` ends by itself.
started::Ended type(const std::string& line) {
    const started::Folder folder;
    lay_down_files(folder.path, line);
    const std::string bin = fs::path(SM_PROGRAM).parent_path().string();
    return started::run("/bin/bash", {"-o", "pipefail", "-c", line},
                        {"PATH=" + bin + ":/bin:/usr/bin", "SM_DOCKER=/bin/false"}, folder);
}

TEST(Console, SmTakesEachLineThatADocumentHas) {
    const auto lines = typed("sm ");
    EXPECT_GE(lines.size(), 12U);
    for (const auto& [place, line] : lines) {
        const auto ended = type(line);
        EXPECT_THAT(ended.status, Not(refused)) << place << ": " << line << '\n' << ended.err;
    }
}

TEST(Console, EachScriptOfToolsTellsOfItself) {
    for (const auto& file : fs::directory_iterator(SM_ROOT "/tools")) {
        if (!file.is_regular_file() || file.path().has_extension()) continue;
        const auto ended = started::run(file.path().string(), {"--help"}, {"PATH=/bin:/usr/bin"});
        EXPECT_EQ(ended.status, 0) << file.path() << ": " << ended.err;
        EXPECT_THAT(ended.out, HasSubstr("  tools/" + file.path().filename().string()));
    }
}

TEST(Console, WhatADocumentGivesToAScriptIsInItsHelp) {
    const auto lines = typed("tools/");
    EXPECT_GE(lines.size(), 5U);
    for (const auto& [place, line] : lines) {
        const auto given = words(line);
        const auto ended = started::run(SM_ROOT "/" + given[0], {"--help"}, {"PATH=/bin:/usr/bin"});
        EXPECT_EQ(ended.status, 0) << place << ": " << line << '\n' << ended.err;
        // Not a placeholder, nor an option of ctest.
        static const std::regex named("--[a-z-]+|[a-z][a-z0-9-]+");
        if (given.size() > 1 && given[1] != "--help" && std::regex_match(given[1], named)) {
            EXPECT_THAT(ended.out, HasSubstr(given[1])) << place << ": " << line;
        }
    }
}

TEST(Console, FindsLinesOfEachKind) {
    const auto text =
        "Call `sm check`, or `sm serve store`.\n"
        "    sm check --model set \\\n        a.edn\n"
        "    smart\n"
        "```console\n$ sm report a.edn\nsm report: not typed\n```\n"
        "```text\n$ sm of an output\n```\n";
    std::vector<std::string> lines;
    for (const auto& one : Reader("d").read(text)) lines.push_back(one.place + " " + one.line);
    EXPECT_THAT(lines,
                testing::ElementsAre("d:1 sm check --help", "d:1 sm serve store",
                                     "d:2 sm check --model set a.edn", "d:6 sm report a.edn"));
}

}  // namespace

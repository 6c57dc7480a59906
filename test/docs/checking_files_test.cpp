// The terminal sessions of docs/checking-files.md: what is typed gives what stands below it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "blocks.hpp"
#include "checkers/planted_faults.hpp"
#include "started.hpp"

namespace {

/// What one line after a `$` printed.
struct Typed {
    std::string line;
    std::string printed;
};

std::vector<Typed> typed(const std::string& block) {
    std::vector<Typed> all;
    std::istringstream lines(block);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("$ ")) {
            all.push_back({line.substr(2), ""});
        } else if (!all.empty()) {
            all.back().printed += line + '\n';
        }
    }
    return all;
}

/// Types all of it into one shell, where `cat FILE` makes the file that it shows.
void expect_session(const std::string& block) {
    const started::Folder folder;
    int status = 0;
    for (const auto& [line, printed] : typed(block)) {
        if (line.starts_with("cat ")) {
            std::ofstream(folder.path / line.substr(4)) << printed;
        } else if (line == "echo $?") {
            EXPECT_EQ(std::to_string(status) + "\n", printed);
        } else {
            const std::string bin = std::filesystem::path(SM_PROGRAM).parent_path().string();
            const auto ended =
                started::run("/bin/sh", {"-c", line}, {"PATH=" + bin + ":/bin:/usr/bin"}, folder);
            EXPECT_EQ(ended.out + ended.err, printed) << line;
            status = ended.status;
        }
    }
}

TEST(CheckingFiles, ItsSessionsAreAsTheyStandThere) {
    const auto sessions = docs::blocks("docs/checking-files.md", "console");
    EXPECT_GE(sessions.size(), 3U);
    for (const auto& session : sessions) expect_session(session);
}

/// A planted fault as a row of the table.
std::string row(const planted::Fault& fault) {
    const auto options =
        fault.options.consistency_model.empty()
            ? std::string(fault.options.refused_cas_is_a_reply ? " --refused-cas reply" : "")
            : " --consistency-model " + fault.options.consistency_model;
    return "| " + fault.name + " | `" + fault.model + options + "` | `" +
           planted::text_of(fault.history) + "` | " + fault.says + " |\n";
}

TEST(CheckingFiles, ItsTableHasThePlantedFaultsAndWhatIsSaidOfThem) {
    std::string table = "| fault | model | history | what is said |\n|---|---|---|---|\n";
    for (const auto& fault : planted::faults()) table += row(fault);
    EXPECT_THAT(docs::text_of("docs/checking-files.md"), testing::HasSubstr("\n" + table + "\n"))
        << table;
}

}  // namespace

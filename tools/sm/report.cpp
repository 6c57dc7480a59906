/// `sm report`: draws runs, and bare histories.

#include <sm/base/misuse.hpp>
#include <sm/history/file.hpp>
#include <sm/report/drawing.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "command.hpp"

namespace {

namespace fs = std::filesystem;

struct ReportArguments {
    std::vector<std::string> inputs;
    std::string output;
};

/// Where the drawings of a history go: beside it, or in the directory asked for.
fs::path place_for(const fs::path& history, const ReportArguments& given) {
    if (given.output.empty()) return history.string() + ".report";
    if (given.inputs.size() == 1) return given.output;
    return fs::path(given.output) / history.filename();
}

fs::path draw(const fs::path& input, const ReportArguments& given) {
    if (!fs::is_directory(input)) {
        const auto directory = place_for(input, given);
        sm::report::write_reports(input, directory);
        return directory;
    }
    if (!given.output.empty()) {
        throw sm::Misuse(
            fmt::format("{} is the directory of a run, which is drawn in place; "
                        "--output is for history files",
                        input.string()));
    }
    sm::report::write_reports(input);
    return input;
}

int report(const ReportArguments& given) {
    int worst = exit_code::valid;
    for (const fs::path input : given.inputs) {
        try {
            const auto directory = draw(input, given);
            std::printf("%s\n", (directory / "index.html").c_str());
        } catch (const sm::Misuse&) {
            throw;
        } catch (const std::runtime_error& error) {
            // A system_error names the file; so do BadRun, BadHistory and BadFailure.
            std::fprintf(stderr, "sm report: %s\n", error.what());
            worst = exit_code::bad_input;
        }
    }
    return worst;
}

}  // namespace

Command add_report(CLI::App& program) {
    const auto given = std::make_shared<ReportArguments>();
    auto* parser = program.add_subcommand(
        "report", "Draw runs: timeline, latency, rate, and a page that shows them");
    parser
        ->add_option("run", given->inputs,
                     "directories of runs, drawn in place; or history files (.jsonl, .edn) and "
                     "failure files (.json), drawn into FILE.report/")
        ->required();
    parser->add_option("--output", given->output,
                       "the directory into which a history file is drawn; made if not there");
    return {parser, [given] { return report(*given); }};
}

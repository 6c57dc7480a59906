#include <sm/base/misuse.hpp>
#include <sm/history/file.hpp>
#include <sm/report/performance.hpp>
#include <sm/report/run_directory.hpp>
#include <sm/report/timeline.hpp>
#include <sm/value/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>

#include "report/files.hpp"
#include "report/index_page.hpp"
#include "report/results_tree.hpp"
#include "report/wall_time.hpp"

namespace sm::report {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view latest = "latest";
constexpr std::size_t longest_name = 120;
constexpr std::array<std::string_view, 3> histories{"history.jsonl", "history.edn", "history.json"};

std::string directory_name(std::string_view name) {
    std::string safe;
    for (const char c : name.substr(0, longest_name)) {
        const bool kept = std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                          std::string_view("._-+=,@").find(c) != std::string_view::npos;
        safe += kept ? c : '_';
    }
    if (!safe.empty() && safe.front() == '.') safe.front() = '_';
    if (safe.find_first_not_of('_') == std::string::npos || safe == latest) {
        throw Misuse(
            fmt::format("\"{}\" cannot name a run, since its directory would be "
                        "\"{}\"; give a name with letters that is not \"latest\"",
                        name, safe));
    }
    return safe;
}

/// A directory that was not there before, if need be with a number behind its name.
fs::path fresh_directory(const fs::path& parent, const std::string& name) {
    fs::create_directories(parent);
    for (int number = 1;; ++number) {
        auto path = parent / (number == 1 ? name : fmt::format("{}-{}", name, number));
        if (fs::create_directory(path)) return path;
    }
}

fs::path history_in(const fs::path& directory) {
    for (const std::string_view name : histories) {
        if (fs::exists(directory / name)) return directory / name;
    }
    throw BadRun(fmt::format("{}: there is no history here; looked for {}", directory.string(),
                             fmt::join(histories, ", ")));
}

}  // namespace

Counts count(std::span<const history::Operation> operations) {
    Counts counts;
    for (const history::Operation& operation : operations) {
        if (operation.by_nemesis()) continue;
        ++counts.operations;
        ++(operation.refused()         ? counts.refused
           : operation.indeterminate() ? counts.unknown
                                       : counts.answered);
    }
    counts.faults = fault_windows(operations).size();
    return counts;
}

fs::path make_run_directory(const fs::path& store, std::string_view name, WallTime started) {
    const auto of_name = store / directory_name(name);
    auto directory = fresh_directory(of_name, wall_time_name(started));
    fs::create_directory(directory / "logs");
    relink(directory.filename(), of_name / latest);
    relink(of_name.filename() / directory.filename(), store / latest);
    return directory;
}

void write_results(const fs::path& directory, const RunResults& results) {
    write_file(directory / "results.json", to_json(to_tree(results)) + "\n");
}

RunResults read_results(const fs::path& directory) {
    try {
        return results_of(parse_json(read_file(directory / "results.json")));
    } catch (const BadText& error) {
        throw BadRun(std::string("results.json: ") + error.what());
    } catch (const std::system_error& error) {
        throw BadRun(error.what());
    }
}

void draw_reports(const fs::path& directory, std::span<const history::Operation> operations,
                  const Drawing& drawing) {
    fs::create_directories(directory);
    TimelineOptions timeline{.title = drawing.title};
    if (drawing.results) timeline.finding = drawing.results->finding;
    write_file(directory / "timeline.html", timeline_html(operations, timeline));
    write_file(directory / "latency.svg", latency_svg(operations, {.title = drawing.title}));
    write_file(directory / "rate.svg", rate_svg(operations, {.title = drawing.title}));
    write_file(directory / "index.html", index_html(directory, operations, drawing));
}

void write_reports(const fs::path& directory) {
    const auto history = history::read(history_in(directory));
    // Of "run/" and "." too the title is the name of the directory.
    Drawing drawing{.title = fs::canonical(directory).filename().string()};
    if (fs::exists(directory / "results.json")) {
        drawing.results = read_results(directory);
        drawing.title = drawing.results->name;
    }
    draw_reports(directory, history.operations, drawing);
}

void write_reports(const fs::path& history, const fs::path& directory) {
    const auto recorded = history::read(history);
    draw_reports(directory, recorded.operations, {.title = history.filename().string()});
}

}  // namespace sm::report

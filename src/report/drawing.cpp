#include <sm/history/file.hpp>
#include <sm/report/drawing.hpp>
#include <sm/report/performance.hpp>
#include <sm/report/timeline.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include "report/index_page.hpp"
#include "store/files.hpp"
#include "store/kept_run.hpp"

namespace sm::report {
namespace {

namespace fs = std::filesystem;

/// In the order in which they are written: the index lists the others.
constexpr std::array<std::string_view, 4> files{"timeline.html", "latency.svg", "rate.svg",
                                                "index.html"};

std::string drawn(std::string_view name, const fs::path& directory,
                  std::span<const history::Operation> operations, const Drawing& drawing) {
    if (name == "latency.svg") return latency_svg(operations, {.title = drawing.title});
    if (name == "rate.svg") return rate_svg(operations, {.title = drawing.title});
    if (name == "index.html") return index_html(directory, operations, drawing);
    TimelineOptions timeline{.title = drawing.title};
    if (drawing.results) timeline.result = drawing.results->finding;
    return timeline_html(operations, timeline);
}

}  // namespace

void draw_reports(const fs::path& directory, std::span<const history::Operation> operations,
                  const Drawing& drawing) {
    fs::create_directories(directory);
    for (const std::string_view name : files)
        store::write_file(directory / name, drawn(name, directory, operations, drawing));
}

Drawn read_run(const fs::path& directory) {
    Drawn run{.operations = history::read(store::history_in(directory)).operations};
    // Of "run/" and "." too the title is the name of the directory.
    run.drawing.title = fs::canonical(directory).filename().string();
    if (fs::exists(directory / "results.json")) {
        run.drawing.results = store::read_results(directory);
        run.drawing.title = run.drawing.results->name;
    }
    return run;
}

Drawn read_drawn(const fs::path& history) {
    auto recorded = history::read(history);
    Drawn run{std::move(recorded.operations), {.title = history.filename().string()}};
    if (recorded.format != history::Format::json) return run;
    const auto failure = store::find_failure(history);
    if (!failure) return run;
    store::RunResults results{.name = failure->test,
                              .started = store::written_at(history),
                              .seed = failure->seed,
                              .counts = store::count(run.operations),
                              .finding = store::result_of(*failure)};
    for (const history::Operation& operation : run.operations)
        results.took = std::max(results.took, operation.ended);
    run.drawing = {.title = failure->test, .results = std::move(results)};
    return run;
}

bool is_drawn(std::string_view name) {
    return std::find(files.begin(), files.end(), name) != files.end();
}

std::string drawn_file(std::string_view name, const fs::path& directory, const Drawn& run) {
    return drawn(name, directory, run.operations, run.drawing);
}

void write_reports(const fs::path& directory) {
    const auto run = read_run(directory);
    draw_reports(directory, run.operations, run.drawing);
}

void write_reports(const fs::path& history, const fs::path& directory) {
    const auto run = read_drawn(history);
    draw_reports(directory, run.operations, run.drawing);
}

}  // namespace sm::report

/// Named by the linker option of sm::report, so that runs are drawn when they are kept, in
/// whichever program links it.
extern "C" const bool sm_report_hook;
extern "C" const bool sm_report_hook = [] {
    sm::store::drawer() = [](const std::filesystem::path& run) { sm::report::write_reports(run); };
    return true;
}();

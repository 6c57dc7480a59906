#include <sm/report/drawing.hpp>
#include <sm/report/store.hpp>
#include <sm/value/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "report/axis.hpp"
#include "report/links.hpp"
#include "report/page.hpp"
#include "report/pages.hpp"
#include "report/text.hpp"
#include "store/kept_run.hpp"
#include "store/wall_time.hpp"

namespace sm::report {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t largest_results = 32U << 20U;
constexpr std::size_t longest_text = 1000;

/// The directories in one, by name; links to others are the `latest` ones.
std::vector<fs::path> directories_in(const fs::path& parent) {
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator entry(parent, error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code unreadable;
        const bool hidden = entry->path().filename().string().starts_with(".");
        if (!hidden && !entry->is_symlink(unreadable) && entry->is_directory(unreadable)) {
            found.push_back(entry->path());
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::string options_text(const Tree& options) {
    std::string text;
    for (std::size_t i = 0; i < options.size(); ++i) {
        const bool map = options.is(Tree::Kind::map);
        const Tree& value = options.item(i);
        const auto name = map && options.key(i).is(Tree::Kind::text) ? options.key(i).text()
                          : map                                      ? to_string(options.key(i))
                                                                     : options.name(i);
        if (!text.empty()) text += ", ";
        text += name + " " + (value.is(Tree::Kind::text) ? value.text() : to_string(value));
    }
    return shortened(text, longest_text);
}

/// The failure files in a folder, by name.
std::vector<fs::path> failures_in(const fs::path& folder) {
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code unreadable;
        const bool is_json = entry->path().extension() == ".json";
        if (is_json && entry->is_regular_file(unreadable)) found.push_back(entry->path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

void fill_of_failure(RunSummary& summary, const fs::path& file) {
    const auto drawn = read_drawn(file);
    const auto& results = drawn.drawing.results;
    if (!results) throw store::BadFailure("it is not a failure file");
    const auto failure = store::read_failure(file);
    summary.test = results->name;
    summary.verdict = results->finding.verdict();
    summary.reason = shortened(results->finding.conclusion.reason, longest_text);
    summary.started = results->started;
    summary.took = results->took;
    summary.seed = results->seed;
    summary.counts = results->counts;
    summary.options =
        fmt::format("kept failure, {}; fails {} of {}", store::words_of(failure.failure),
                    failure.rate.failures, failure.rate.runs);
}

void fill(RunSummary& summary, const fs::path& run, std::uintmax_t size) {
    if (size > largest_results) {
        throw store::BadRun(fmt::format("results.json has {} bytes; {} are the limit",
                                        counted(size), counted(largest_results)));
    }
    const auto results = store::read_results(run);
    summary.test = results.name;
    summary.verdict = results.finding.verdict();
    summary.reason = shortened(results.finding.conclusion.reason, longest_text);
    summary.started = results.started;
    summary.took = results.took;
    summary.seed = results.seed;
    summary.counts = results.counts;
    summary.options = options_text(results.options);
}

std::string cell(std::string_view classes, std::string_view value, std::string_view html) {
    return fmt::format("<td class=\"{}\" data-value=\"{}\">{}</td>", classes, escaped(value), html);
}

std::string link(const std::string& base, std::string_view file, std::string_view text) {
    return fmt::format("<a href=\"{}{}\">{}</a>", base, link_to(file), escaped(text));
}

std::string verdict_cell(const RunSummary& run) {
    const auto word = run.state == RunSummary::State::broken       ? "broken"
                      : run.state == RunSummary::State::no_results ? "running"
                                                                   : to_string(run.verdict);
    const auto label = run.state == RunSummary::State::no_results ? "no results" : word;
    auto html = fmt::format("<span class=\"verdict {}\">{}</span>", word, label);
    if (!run.reason.empty()) {
        html += fmt::format("<span class=\"reason\" title=\"{0}\">{0}</span>", escaped(run.reason));
    }
    return cell("", word, html);
}

std::string row(const RunSummary& run) {
    const bool is_run = run.kind == RunSummary::Kind::run;
    const auto base = std::string(is_run ? "/runs/" : "/failures/") + link_to(run.name) + "/" +
                      link_to(run.time) + "/";
    const bool ended = run.state == RunSummary::State::ended;
    const auto started = ended ? store::wall_time_text(run.started) : run.time;
    std::string html = "<tr>";
    html += cell("name", run.test, link(base, "", run.test));
    html += cell("time", run.time, escaped(store::short_wall_time(started)));
    html += verdict_cell(run);
    html += cell("number", ended ? std::to_string(run.counts.operations) : "",
                 ended ? counted(run.counts.operations) : "");
    html += cell("number", ended ? std::to_string(run.took.count()) : "",
                 ended ? escaped(duration_text(run.took)) : "");
    html += cell("number", ended ? std::to_string(run.counts.faults) : "",
                 ended ? counted(run.counts.faults) : "");
    html += cell("options", run.options, escaped(run.options));
    html += "<td class=\"links\">";
    if (run.state != RunSummary::State::broken) {
        html += link(base, "timeline.html", "timeline") + link(base, "latency.svg", "latency") +
                link(base, "rate.svg", "rate");
    }
    html += is_run ? link(base, "?files", "files") : link(base, "failure.json", "file");
    return html + "</td></tr>\n";
}

}  // namespace

RunSummary Store::look_at(const fs::path& run) {
    RunSummary summary{.name = run.parent_path().filename().string(),
                       .time = run.filename().string()};
    summary.test = summary.name;
    const auto results = run / "results.json";
    std::error_code error;
    const auto size = fs::file_size(results, error);
    if (error) {
        const bool absent = error == std::errc::no_such_file_or_directory;
        summary.state = absent ? RunSummary::State::no_results : RunSummary::State::broken;
        summary.reason = absent ? "there is no results.json: it goes on, or was killed"
                                : "results.json: " + error.message();
        return summary;
    }
    const auto written = fs::last_write_time(results, error);
    if (const auto known = known_.find(run);
        known != known_.end() && known->second.written == written && known->second.size == size) {
        return known->second.summary;
    }
    try {
        fill(summary, run, size);
    } catch (const std::exception& wrong) {
        summary.state = RunSummary::State::broken;
        summary.reason = wrong.what();
    }
    known_[run] = {written, size, summary};
    return summary;
}

std::vector<RunSummary> Store::runs() {
    std::vector<RunSummary> runs;
    for (const auto& of_name : directories_in(directory_)) {
        for (const auto& run : directories_in(of_name)) runs.push_back(look_at(run));
    }
    for (const auto& of_test : directories_in(failures_)) {
        for (const auto& file : failures_in(of_test)) runs.push_back(look_at_failure(file));
    }
    // The directories of runs are named so that their order is that of time.
    const auto when = [](const RunSummary& one) {
        return one.kind == RunSummary::Kind::run ? one.time : store::wall_time_name(one.started);
    };
    std::stable_sort(runs.begin(), runs.end(),
                     [&](const RunSummary& a, const RunSummary& b) { return when(a) > when(b); });
    return runs;
}

RunSummary Store::look_at_failure(const fs::path& file) {
    RunSummary summary{.name = file.parent_path().filename().string(),
                       .time = file.filename().string(),
                       .kind = RunSummary::Kind::failure};
    summary.test = summary.name;
    std::error_code error;
    const auto size = fs::file_size(file, error);
    const auto written = fs::last_write_time(file, error);
    if (const auto known = known_.find(file);
        known != known_.end() && known->second.written == written && known->second.size == size) {
        return known->second.summary;
    }
    try {
        summary.started = store::written_at(file);
        fill_of_failure(summary, file);
    } catch (const std::exception& wrong) {
        summary.state = RunSummary::State::broken;
        summary.reason = wrong.what();
    }
    known_[file] = {written, size, summary};
    return summary;
}

std::string store_html(std::span<const RunSummary> runs, const fs::path& store) {
    std::string body = fmt::format(
        "<div id=\"bar\"><h1>Runs</h1><span class=\"quiet\">in {}</span>"
        "<input id=\"filter\" type=\"search\" placeholder=\"filter: name, verdict, options …\" "
        "aria-label=\"Filter the runs\"><span id=\"shown\" class=\"quiet\" "
        "aria-live=\"polite\"></span></div>\n<div id=\"scroll\"><table><thead><tr>",
        escaped(store.string()));
    for (const std::string_view name :
         {"name", "time", "verdict", "operations", "duration", "faults", "options"}) {
        const bool number = name == "operations" || name == "duration" || name == "faults";
        body += fmt::format("<th scope=\"col\" data-column{}{}><button>{}</button></th>",
                            number ? " class=\"number\"" : "",
                            name == "time" ? " aria-sort=\"descending\"" : "", name);
    }
    body += "<th scope=\"col\">files</th></tr></thead><tbody>\n";
    for (const RunSummary& run : runs) body += row(run);
    body += "</tbody></table></div>\n";
    if (runs.empty()) body += "<p class=\"quiet\">There are no runs here yet.</p>\n";
    return html({.title = "Runs",
                 .style = embedded::store_css,
                 .body = body,
                 .script = embedded::store_js});
}

}  // namespace sm::report

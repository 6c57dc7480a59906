#include "report/index_page.hpp"

#include <sm/value/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "history/run_clock.hpp"
#include "report/axis.hpp"
#include "report/links.hpp"
#include "report/outcome.hpp"
#include "report/page.hpp"
#include "report/pages.hpp"
#include "report/text.hpp"
#include "store/wall_time.hpp"

namespace sm::report {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_files = 500;
constexpr std::size_t longest_text = 20'000;

std::string verdict_badge(Verdict verdict) {
    return fmt::format("<span class=\"verdict {0}\">{0}</span>", to_string(verdict));
}

std::string row(std::string_view name, std::string_view html) {
    return fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escaped(name), html);
}

/// A text as it is written for people; other values as on one line of JSON.
std::string shown(const Tree& tree) {
    return tree.is(Tree::Kind::text) ? tree.text() : to_json(tree, {.indent = 0});
}

std::string fields_of(const Tree& tree) {
    std::string rows;
    for (std::size_t i = 0; i < tree.size(); ++i) {
        const auto name = tree.is(Tree::Kind::map) ? shown(tree.key(i)) : tree.name(i);
        rows += row(name, escaped(shortened(shown(tree.item(i)), longest_text)));
    }
    return rows;
}

std::string result_html(const history::CheckResult& result) {
    std::string text =
        fmt::format("<li>{} <b>{}</b>", verdict_badge(result.verdict()), escaped(result.checker));
    if (!result.algorithm.empty()) {
        text += fmt::format(" <span class=\"quiet\">{}</span>", escaped(result.algorithm));
    }
    if (!result.conclusion.reason.empty() && result.parts.empty()) {
        text += fmt::format("<p class=\"reason\">{}</p>",
                            escaped(shortened(result.conclusion.reason, longest_text)));
    }
    if (result.details.is(Tree::Kind::map) || result.details.is(Tree::Kind::record)) {
        if (const auto rows = fields_of(result.details); !rows.empty()) {
            text += "<table class=\"details\">" + rows + "</table>";
        }
    }
    if (!result.parts.empty()) {
        text += "<ul>";
        for (const history::CheckResult& part : result.parts) text += result_html(part);
        text += "</ul>";
    }
    return text + "</li>\n";
}

std::string counts_html(std::span<const history::Operation> operations) {
    std::map<std::string, std::array<std::uint64_t, 3>> functions;
    std::array<std::uint64_t, 3> sum{};
    for (const history::Operation& operation : operations) {
        if (operation.by_nemesis()) continue;
        const auto outcome = static_cast<std::size_t>(seen(operation));
        ++functions[operation.function][outcome];
        ++sum[outcome];
    }
    std::string html =
        "<table class=\"counts\"><thead><tr><th>function</th><th>all</th><th>answered</th>"
        "<th>refused</th><th>unknown</th></tr></thead><tbody>";
    const auto line = [&](std::string_view name, const std::array<std::uint64_t, 3>& counts) {
        html += fmt::format(
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
            escaped(name), counted(counts[0] + counts[1] + counts[2]), counted(counts[0]),
            counted(counts[1]), counted(counts[2]));
    };
    for (const auto& [name, counts] : functions) line(name, counts);
    if (functions.size() > 1) line("all", sum);
    return html + "</tbody></table>\n";
}

std::string size_text(std::uintmax_t bytes) {
    if (bytes < 1024) return fmt::format("{} B", bytes);
    const auto kilobytes = static_cast<double>(bytes) / 1024;
    if (kilobytes < 1024) return fmt::format("{:.0f} KB", kilobytes);
    return fmt::format("{:.1f} MB", kilobytes / 1024);
}

std::string files_html(const fs::path& directory) {
    std::map<std::string, std::uintmax_t> files;
    std::error_code error;
    for (fs::recursive_directory_iterator entry(directory, error), end; !error && entry != end;
         entry.increment(error)) {
        const auto name = fs::relative(entry->path(), directory, error).generic_string();
        if (error || !entry->is_regular_file(error) || name.starts_with(".")) continue;
        files[name] = entry->file_size(error);
        if (files.size() == most_files) break;
    }
    files.erase("index.html");
    std::string html = "<ul class=\"files\">\n";
    for (const auto& [name, size] : files) {
        html += fmt::format("<li><a href=\"{}\">{}</a> <span class=\"quiet\">{}</span></li>\n",
                            escaped(link_to(name)), escaped(name), size_text(size));
    }
    return html + "</ul>\n";
}

std::string facts_html(const store::RunResults& results) {
    std::string rows = row("started", escaped(store::wall_time_text(results.started)));
    rows += row("took", escaped(duration_text(results.took)));
    rows += row("seed", std::to_string(results.seed));
    return "<table class=\"facts\">" + rows + fields_of(results.options) + "</table>\n";
}

std::string head_html(const Drawing& drawing, std::span<const history::Operation> operations) {
    std::string html = "<header><div id=\"title-row\">";
    if (drawing.results) html += verdict_badge(drawing.results->finding.verdict());
    html += fmt::format("<h1>{}</h1></div>\n", escaped(drawing.title));
    if (drawing.results) {
        const auto& result = drawing.results->finding;
        html += fmt::format("<p class=\"reason\">{}</p>\n",
                            escaped(shortened(result.conclusion.reason, longest_text)));
    } else {
        html += "<p class=\"quiet\">Drawn from a history alone: nothing was judged.</p>\n";
    }
    const auto counts = store::count(operations);
    html += fmt::format("<p class=\"quiet\">{} operation{}, {} fault{}</p>\n",
                        counted(counts.operations), counts.operations == 1 ? "" : "s",
                        counted(counts.faults), counts.faults == 1 ? "" : "s");
    return html +
           "<p><a class=\"go\" href=\"timeline.html\">Open the timeline →</a></p></header>\n";
}

}  // namespace

std::string index_html(const fs::path& directory, std::span<const history::Operation> operations,
                       const Drawing& drawing) {
    std::string body = head_html(drawing, operations) + "<main>\n<section>\n";
    if (drawing.results) {
        body += "<h2>What was checked</h2><ul class=\"findings\">" +
                result_html(drawing.results->finding) + "</ul>\n";
    }
    body += "<h2>Operations</h2>" + counts_html(operations);
    if (drawing.results) body += "<h2>The run</h2>" + facts_html(*drawing.results);
    body += "<h2>Files</h2>" + files_html(directory) + "</section>\n<section>\n";
    for (const std::string_view plot : {"latency", "rate"}) {
        body += fmt::format("<a href=\"{0}.svg\"><img src=\"{0}.svg\" alt=\"{0} over time\"></a>\n",
                            plot);
    }
    body += "</section>\n</main>\n";
    return html({.title = drawing.title, .style = embedded::index_css, .body = body});
}

}  // namespace sm::report

#include "judged_file.hpp"

#include <sm/value/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "command.hpp"

namespace {

using sm::Tree;
using sm::history::Operation;

/// How many operations ended in which way.
struct Counts {
    std::size_t ok = 0;
    std::size_t fail = 0;
    std::size_t info = 0;
    std::size_t nemesis = 0;
    std::set<std::int64_t> processes;
};

Counts counts_of(const sm::history::Operations& operations) {
    Counts counts;
    for (const Operation& operation : operations) {
        if (operation.by_nemesis()) {
            ++counts.nemesis;
            continue;
        }
        ++(operation.answered() ? counts.ok : operation.refused() ? counts.fail : counts.info);
        counts.processes.insert(operation.process);
    }
    return counts;
}

/// The lines of the file in which the operation begins and ends.
std::vector<std::size_t> lines_of(const sm::history::RecordedHistory& history,
                                  const Operation& operation) {
    std::vector<std::size_t> lines{history.lines[static_cast<std::size_t>(operation.invoked)]};
    if (operation.returned != sm::never) {
        lines.push_back(history.lines[static_cast<std::size_t>(operation.returned)]);
    }
    return lines;
}

std::string counted(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string summary(const JudgedFile& file) {
    const Counts counts = counts_of(file.history.operations);
    std::string text = fmt::format("  {} by {}: {} ok, {} fail, {} info",
                                   counted(counts.ok + counts.fail + counts.info, "operation"),
                                   counted(counts.processes.size(), "client"), counts.ok,
                                   counts.fail, counts.info);
    if (counts.nemesis > 0) text += fmt::format("; {} by the nemesis", counts.nemesis);
    return text +
           fmt::format("; {}\n  keys: {}\n", to_string(file.history.format), file.history.keys);
}

std::string indented(const std::string& text) {
    std::string all;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        all += "  " + text.substr(begin, end - begin) + '\n';
        begin = end + 1;
    }
    return all;
}

std::string violations(const JudgedFile& file) {
    constexpr std::size_t most = 20;
    const auto& places = file.result.violations;
    std::string text;
    for (std::size_t i = 0; i < std::min(places.size(), most); ++i) {
        const Operation& operation = file.history.operations[places[i]];
        const auto lines = lines_of(file.history, operation);
        text += lines.size() == 1 ? fmt::format("    line {}: ", lines[0])
                                  : fmt::format("    lines {} and {}: ", lines[0], lines[1]);
        text += to_string(operation) + '\n';
    }
    if (places.size() > most) text += fmt::format("    and {} more\n", places.size() - most);
    return text.empty() ? text : "  look at\n" + text;
}

Tree counts_tree(const sm::history::Operations& operations) {
    const Counts counts = counts_of(operations);
    Tree tree = Tree::record("Counts");
    tree.add("ok", Tree(counts.ok));
    tree.add("fail", Tree(counts.fail));
    tree.add("info", Tree(counts.info));
    tree.add("nemesis", Tree(counts.nemesis));
    tree.add("processes", Tree(counts.processes.size()));
    return tree;
}

Tree violations_tree(const JudgedFile& file) {
    std::vector<Tree> all;
    for (const std::size_t place : file.result.violations) {
        const Operation& operation = file.history.operations[place];
        std::vector<Tree> lines;
        for (const auto line : lines_of(file.history, operation)) lines.emplace_back(line);
        Tree violation = Tree::record("Violation");
        violation.add("operation", Tree::text(to_string(operation)));
        violation.add("lines", Tree::list(std::move(lines)));
        all.push_back(std::move(violation));
    }
    return Tree::list(std::move(all));
}

}  // namespace

std::string as_text(const JudgedFile& file) {
    if (!file.judged()) return file.name + ": not judged\n  " + file.error + '\n';
    std::string text = fmt::format("{}: {}\n", file.name, to_string(file.result.verdict()));
    for (const auto& warning : file.history.warnings) text += "  warning: " + warning + '\n';
    if (!file.of_failure.empty()) text += "  " + file.of_failure + '\n';
    text += summary(file) + indented(sm::history::to_string(file.result)) + violations(file);
    if (file.result.verdict() == sm::Verdict::unknown && file.of_failure.empty())
        text += "  judged within " + file.limits + '\n';
    return text;
}

std::string as_json(const JudgedFile& file) {
    Tree tree = Tree::record("JudgedFile");
    tree.add("file", Tree::text(file.name));
    if (!file.judged()) {
        tree.add("error", Tree::text(file.error));
        return to_json(tree, {.indent = 0});
    }
    tree.add("verdict", Tree::symbol(to_string(file.result.verdict())));
    tree.add("format", Tree::symbol(to_string(file.history.format)));
    if (!file.of_failure.empty()) tree.add("failure", Tree::text(file.of_failure));
    tree.add("operations", counts_tree(file.history.operations));
    tree.add("keys", Tree::text(file.history.keys));
    std::vector<Tree> warnings;
    for (const auto& warning : file.history.warnings) warnings.push_back(Tree::text(warning));
    tree.add("warnings", Tree::list(std::move(warnings)));
    tree.add("finding", sm::to_tree(file.result));
    tree.add("violations", violations_tree(file));
    return to_json(tree, {.indent = 0});
}

int exit_code_of(const JudgedFile& file) {
    if (!file.judged()) return exit_code::bad_input;
    switch (file.result.verdict()) {
        case sm::Verdict::valid:
            return exit_code::valid;
        case sm::Verdict::unknown:
            return exit_code::unknown;
        case sm::Verdict::invalid:
            break;
    }
    return exit_code::invalid;
}

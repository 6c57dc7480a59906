#include "report/results_tree.hpp"

#include <fmt/format.h>

#include <string_view>

#include "report/wall_time.hpp"

namespace sm::report {
namespace {

constexpr std::size_t deepest = 50;  ///< parts of parts of a finding

[[noreturn]] void wrong(std::string_view field, std::string_view why) {
    throw BadRun(fmt::format("results.json: \"{}\" {}", field, why));
}

const Tree* field_of(const Tree& tree, std::string_view name) {
    return tree.is(Tree::Kind::map) ? tree.find(Tree::text(std::string(name))) : nullptr;
}

const Tree& needed(const Tree& tree, std::string_view name) {
    const Tree* field = field_of(tree, name);
    if (field == nullptr) wrong(name, "is missing");
    return *field;
}

/// The value of a field, as a T.
template <class T>
T read(const Tree& tree, std::string_view name) {
    try {
        return from_tree<T>(needed(tree, name));
    } catch (const BadValue& error) {
        wrong(name, std::string("is wrong: ") + error.what());
    }
}

template <class T>
T read_or(const Tree& tree, std::string_view name, T otherwise) {
    return field_of(tree, name) == nullptr ? std::move(otherwise) : read<T>(tree, name);
}

Verdict verdict_of(const Tree& tree) {
    const auto word = read<std::string>(tree, "verdict");
    for (const auto verdict : {Verdict::valid, Verdict::unknown, Verdict::invalid}) {
        if (to_string(verdict) == word) return verdict;
    }
    wrong("verdict", "is \"" + word + "\"; there are valid, unknown and invalid");
}

checkers::CheckResult finding_of(const Tree& tree, std::size_t depth) {
    if (depth > deepest) wrong("parts", "are nested too deep");
    checkers::CheckResult finding;
    finding.checker = read_or<std::string>(tree, "checker", "");
    finding.algorithm = read_or<std::string>(tree, "algorithm", "");
    finding.conclusion = {verdict_of(tree), read_or<std::string>(tree, "reason", "")};
    finding.violations = read_or<std::vector<std::size_t>>(tree, "violations", {});
    if (const Tree* details = field_of(tree, "details")) finding.details = *details;
    if (const Tree* parts = field_of(tree, "parts")) {
        for (const Tree& part : parts->items()) {
            finding.parts.push_back(finding_of(part, depth + 1));
        }
    }
    return finding;
}

WallTime started_of(const Tree& tree) {
    const auto text = read<std::string>(tree, "started");
    const auto time = parse_wall_time(text);
    if (!time) wrong("started", "is \"" + text + "\", and should be as 2026-11-21T10:15:30.123Z");
    return *time;
}

}  // namespace

Tree to_tree(const RunResults& results) {
    Tree tree = Tree::record("");
    tree.add("name", Tree::text(results.name));
    tree.add("started", Tree::text(wall_time_text(results.started)));
    tree.add("took", sm::to_tree(results.took));
    tree.add("seed", sm::to_tree(results.seed));
    tree.add("options", results.options);
    tree.add("counts", sm::to_tree(results.counts));
    tree.add("finding", checkers::to_tree(results.finding));
    return tree;
}

RunResults results_of(const Tree& tree) {
    if (!tree.is(Tree::Kind::map)) throw BadRun("results.json: this is no object");
    RunResults results;
    results.name = read<std::string>(tree, "name");
    results.started = started_of(tree);
    results.took = read<Duration>(tree, "took");
    results.seed = read_or<std::uint64_t>(tree, "seed", 0);
    if (const Tree* options = field_of(tree, "options")) results.options = *options;
    results.counts = read_or<Counts>(tree, "counts", {});
    results.finding = finding_of(needed(tree, "finding"), 0);
    return results;
}

}  // namespace sm::report

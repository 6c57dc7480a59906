#include <sm/store/failure_file.hpp>
#include <sm/value/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "store/files.hpp"

namespace sm::store {
namespace {

namespace fs = std::filesystem;

std::string replaced(std::string text, char from, char to) {
    std::replace(text.begin(), text.end(), from, to);
    return text;
}

const Tree* field_of(const Tree& tree, std::string_view name) {
    return tree.is(Tree::Kind::map) ? tree.find(Tree::text(std::string(name))) : nullptr;
}

std::uint64_t version_of(const Tree& tree) {
    const Tree* const kind = field_of(tree, "sm");
    if (kind == nullptr)
        throw BadValue("\"sm\": \"failure\" is missing, so this is not a failure file");
    const auto written = from_tree<std::string>(*kind, "sm");
    if (written != "failure") throw BadValue(fmt::format("sm: \"{}\" is not \"failure\"", written));
    const Tree* const version = field_of(tree, "version");
    if (version == nullptr) throw BadValue("the field \"version\" is missing");
    const auto found = from_tree<std::uint64_t>(*version, "version");
    if (found < 1 || found > FailureFile::newest) {
        throw BadValue(fmt::format("version: {} is not supported; this library reads 1 to {}",
                                   found, FailureFile::newest));
    }
    return found;
}

/// As this version would have it: words had spaces in them, and calls another form.
Tree upgraded(const Tree& old) {
    Tree tree = Tree::map();
    for (std::size_t i = 0; i < old.size(); ++i) {
        const Tree& name = old.key(i);
        if (name == Tree::text("history")) continue;
        const bool failure = name == Tree::text("failure") && old.item(i).is(Tree::Kind::text);
        tree.add(name, failure ? Tree::text(replaced(old.item(i).text(), ' ', '_')) : old.item(i));
    }
    return tree;
}

FailureFile failure_in(const fs::path& file, const std::string& text) {
    try {
        const Tree tree = parse_json(text);
        const bool old = version_of(tree) == 1;
        auto failure = from_tree<FailureFile>(old ? upgraded(tree) : tree, "");
        if (failure.failure == Failure::none) throw BadValue("failure: \"none\" is not a failure");
        failure.version = FailureFile::newest;
        return failure;
    } catch (const std::runtime_error& bad) {
        throw BadFailure(
            fmt::format("{}: not a failure file that can be replayed: {}. docs/failure-file.md "
                        "describes the format.",
                        file.string(), bad.what()));
    }
}

}  // namespace

std::string to_text(const FailureFile& failure) { return to_json(failure) + "\n"; }

FailureFile read_failure(const fs::path& file) { return failure_in(file, read_file(file)); }

std::optional<FailureFile> find_failure(const fs::path& file) {
    const std::string text = read_file(file);
    const auto brace = text.find_first_not_of(" \t\r\n");
    if (brace == std::string::npos || text[brace] != '{') return std::nullopt;
    const auto key = text.find_first_not_of(" \t\r\n", brace + 1);
    if (key == std::string::npos || text.compare(key, 5, "\"sm\":") != 0) return std::nullopt;
    return failure_in(file, text);
}

history::CheckResult result_of(const FailureFile& failure) {
    if (failure.finding) return *failure.finding;
    const bool unknown = failure.failure == Failure::undecided;
    return {.checker = "the test itself",
            .conclusion = {unknown ? Verdict::unknown : Verdict::invalid,
                           failure.reason.empty() ? words_of(failure.failure) : failure.reason}};
}

std::string words_of(Failure failure) {
    return replaced(std::string(enum_name(failure)), '_', ' ');
}

}  // namespace sm::store

#include "check/corpus.hpp"

#include <sm/value/json.hpp>
#include <sm/value/misuse.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "run/entry_tree.hpp"

#include <unistd.h>

namespace sm::detail {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::pair<Failure, std::string_view>, 4> failures{{
    {Failure::wrong_answer, "wrong answer"},
    {Failure::exception, "exception"},
    {Failure::crash, "crash"},
    {Failure::undecided, "undecided"},
}};

constexpr std::uint64_t version = 1;

Failure failure_named(std::string_view name) {
    for (const auto& [failure, known] : failures) {
        if (known == name) return failure;
    }
    throw BadValue(
        fmt::format("failure: \"{}\" is none of wrong answer, exception, crash, undecided", name));
}

const Tree& wanted(const Tree& tree, std::string_view name) {
    const Tree* field = field_of(tree, name);
    if (field == nullptr) throw BadValue(fmt::format("\"{}\" is missing", name));
    return *field;
}

KeptFailure read_tree(const Tree& tree) {
    if (field_of(tree, "sm") == nullptr)
        throw BadValue("\"sm\": \"failure\" is missing, so this is no failure file");
    const auto found = from_tree<std::uint64_t>(wanted(tree, "version"));
    if (found != version) {
        throw BadValue(fmt::format("version: {} is none that this library reads; it reads {}",
                                   found, version));
    }
    KeptFailure kept;
    kept.test = from_tree<std::string>(wanted(tree, "test"));
    kept.seed = from_tree<std::uint64_t>(wanted(tree, "seed"));
    kept.failure = failure_named(from_tree<std::string>(wanted(tree, "failure")));
    kept.reason = from_tree<std::string>(wanted(tree, "reason"));
    const Tree& rate = wanted(tree, "rate");
    kept.rate.failures = from_tree<std::uint64_t>(wanted(rate, "failures"));
    kept.rate.runs = from_tree<std::uint64_t>(wanted(rate, "runs"));
    kept.shrunk = from_tree<bool>(wanted(tree, "shrunk"));
    kept.commands = from_tree<std::vector<std::string>>(wanted(tree, "commands"));
    kept.program = wanted(tree, "program");
    if (const Tree* history = field_of(tree, "history")) kept.history = *history;
    return kept;
}

std::uint64_t digest(std::string_view text) {
    std::uint64_t mixed = 0xcbf29ce484222325ULL;
    for (const char c : text) mixed = (mixed ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return mixed;
}

}  // namespace

std::string_view name_of(Failure failure) {
    for (const auto& [value, name] : failures) {
        if (value == failure) return name;
    }
    return "none";
}

std::string to_text(const KeptFailure& kept) {
    Tree rate = Tree::record("Rate");
    rate.add("failures", Tree(kept.rate.failures));
    rate.add("runs", Tree(kept.rate.runs));
    Tree tree = Tree::record("Failure");
    tree.add("sm", Tree::text("failure"));
    tree.add("version", Tree(version));
    tree.add("test", Tree::text(kept.test));
    tree.add("seed", Tree(kept.seed));
    tree.add("failure", Tree::text(std::string(name_of(kept.failure))));
    tree.add("reason", Tree::text(kept.reason));
    tree.add("rate", std::move(rate));
    tree.add("shrunk", Tree(kept.shrunk));
    tree.add("commands", to_tree(kept.commands));
    tree.add("program", kept.program);
    tree.add("history", kept.history);
    return to_json(tree) + "\n";
}

KeptFailure read_failure(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw Misuse(fmt::format("{}: no such failure file, or it cannot be read", path));
    std::ostringstream text;
    text << file.rdbuf();
    try {
        return read_tree(parse_json(text.str()));
    } catch (const std::runtime_error& bad) {
        throw Misuse(
            fmt::format("{}: not a failure file that can be replayed: {}. docs/failure-file.md "
                        "tells what one looks like.",
                        path, bad.what()));
    }
}

void write_whole(const std::string& path, const std::string& text) {
    fs::create_directories(fs::path(path).parent_path());
    const std::string temporary = fmt::format("{}.{}.new", path, ::getpid());
    {
        std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
        file << text;
        file.flush();
        if (!file) {
            throw Misuse(
                fmt::format("{}: cannot be written. Give another folder by --sm-corpus, or an "
                            "empty one to keep nothing.",
                            path));
        }
    }
    fs::rename(temporary, path);
}

std::string file_name_of(std::string_view test) {
    std::string name;
    for (const char c : test) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
        name += plain ? c : '_';
    }
    return name.empty() || name[0] == '.' ? "test" + name : name;
}

Corpus::Corpus(std::string corpus, std::string_view test)
    : root_(std::move(corpus)), test_(file_name_of(test)) {}

std::vector<std::string> Corpus::files() const {
    std::vector<std::string> paths;
    if (root_.empty()) return paths;
    std::error_code none;
    for (const auto& file : fs::directory_iterator(fs::path(root_) / "failures" / test_, none)) {
        if (file.path().extension() == ".json") paths.push_back(file.path().string());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

std::string Corpus::path_for(const Tree& program) const {
    if (root_.empty()) return {};
    const auto name = fmt::format("{:08x}.json", digest(to_json(program)) & 0xffffffff);
    return (fs::path(root_) / "failures" / test_ / name).string();
}

std::string Corpus::move_to(const std::string& path, const std::string& folder) const {
    const fs::path target = fs::path(root_) / folder / test_ / fs::path(path).filename();
    fs::create_directories(target.parent_path());
    fs::rename(path, target);
    return target.string();
}

void Corpus::retire(const std::string& path) const { move_to(path, "retired"); }

void Corpus::set_aside(const std::string& path, const std::string& reason) const {
    const std::string target = move_to(path, "set_aside");
    write_whole(target + ".reason.txt", reason + "\n");
}

}  // namespace sm::detail

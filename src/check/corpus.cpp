#include "check/corpus.hpp"

#include <sm/base/misuse.hpp>
#include <sm/value/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "history/entry_tree.hpp"

#include <unistd.h>

namespace sm::detail::inline check {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::pair<Failure, std::string_view>, 6> failures{{
    {Failure::wrong_answer, "wrong answer"},
    {Failure::exception, "exception"},
    {Failure::crash, "crash"},
    {Failure::broken, "broken"},
    {Failure::other_run, "other run"},
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

/// The field `name` as a T; what is wrong with it is told by its name.
template <class T>
T read_field(const Tree& tree, std::string_view name) {
    const Tree& field = wanted(tree, name);
    try {
        return from_tree<T>(field);
    } catch (const BadValue& bad) {
        const std::string_view text = bad.what();  // of "value", as it does not know the field
        const bool nameless = text.starts_with("value");
        throw BadValue(
            fmt::format("{}{}{}", name, nameless ? "" : ": ", text.substr(nameless ? 5 : 0)));
    }
}

FailureRate read_rate(const Tree& rate) {
    try {
        return {read_field<std::uint64_t>(rate, "failures"),
                read_field<std::uint64_t>(rate, "runs")};
    } catch (const BadValue& bad) {
        throw BadValue(fmt::format("rate: {}", bad.what()));
    }
}

KeptFailure read_tree(const Tree& tree) {
    if (field_of(tree, "sm") == nullptr)
        throw BadValue("\"sm\": \"failure\" is missing, so this is no failure file");
    const auto kind = read_field<std::string>(tree, "sm");
    if (kind != "failure") throw BadValue(fmt::format("sm: \"{}\" is not \"failure\"", kind));
    const auto found = read_field<std::uint64_t>(tree, "version");
    if (found != version) {
        throw BadValue(fmt::format("version: {} is none that this library reads; it reads {}",
                                   found, version));
    }
    KeptFailure kept;
    kept.test = read_field<std::string>(tree, "test");
    kept.seed = read_field<std::uint64_t>(tree, "seed");
    kept.failure = failure_named(read_field<std::string>(tree, "failure"));
    kept.reason = read_field<std::string>(tree, "reason");
    kept.rate = read_rate(wanted(tree, "rate"));
    kept.shrunk = read_field<bool>(tree, "shrunk");
    kept.commands = read_field<std::vector<std::string>>(tree, "commands");
    kept.program = wanted(tree, "program");
    if (const Tree* history = field_of(tree, "history")) kept.history = *history;
    return kept;
}

/// The whole file; a folder opens too, and shows only when it is read.
std::string contents(const std::string& path) {
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (file && file.peek() != std::ifstream::traits_type::eof()) text << file.rdbuf();
    if (errno == 0 && !file.bad()) return text.str();
    throw Misuse(fmt::format(
        "{}: the failure file cannot be read: {}. Give another by --sm-replay, or none to draw new "
        "programs.",
        path, std::generic_category().message(errno == 0 ? EIO : errno)));
}

[[noreturn]] void cannot_be_written(const std::string& path, const std::error_code& error) {
    throw Misuse(
        fmt::format("{}: cannot be written: {}. Give another folder by --sm-corpus, or an empty "
                    "one to keep nothing.",
                    path, error.message()));
}

std::uint64_t digest(std::string_view text) {
    std::uint64_t mixed = 0xcbf29ce484222325ULL;
    for (const char c : text) mixed = (mixed ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return mixed;
}

}  // namespace

std::string_view to_string(Failure failure) {
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
    tree.add("failure", Tree::text(std::string(to_string(kept.failure))));
    tree.add("reason", Tree::text(kept.reason));
    tree.add("rate", std::move(rate));
    tree.add("shrunk", Tree(kept.shrunk));
    tree.add("commands", to_tree(kept.commands));
    tree.add("program", kept.program);
    tree.add("history", kept.history);
    return to_json(tree) + "\n";
}

KeptFailure read_failure(const std::string& path) {
    const std::string text = contents(path);
    try {
        return read_tree(parse_json(text));
    } catch (const std::runtime_error& bad) {
        throw Misuse(
            fmt::format("{}: not a failure file that can be replayed: {}. docs/failure-file.md "
                        "tells what one looks like.",
                        path, bad.what()));
    }
}

void make_folder(const std::string& path) {
    std::error_code error;
    fs::create_directories(path, error);
    if (error) cannot_be_written(path, error);
}

void write_whole(const std::string& path, const std::string& text) {
    make_folder(fs::path(path).parent_path().string());
    const std::string temporary = fmt::format("{}.{}.new", path, ::getpid());
    std::error_code error;
    errno = 0;
    {
        std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
        file << text;
        file.flush();
        if (!file) error = {errno == 0 ? EIO : errno, std::generic_category()};
    }
    if (!error) fs::rename(temporary, path, error);
    if (!error) return;
    std::error_code none;
    fs::remove(temporary, none);
    cannot_be_written(path, error);
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

std::string Corpus::beside(const std::string& failure, std::string_view extension) {
    return fs::path(failure).replace_extension(extension).string();
}

std::string Corpus::move_to(const std::string& path, const std::string& folder) const {
    const fs::path target = fs::path(root_) / folder / test_ / fs::path(path).filename();
    make_folder(target.parent_path().string());
    std::error_code error;
    fs::rename(path, target, error);
    if (error) cannot_be_written(target.string(), error);
    for (const auto* told : {".log", ".svg"})  // if there is one
        fs::rename(beside(path, told), beside(target.string(), told), error);
    return target.string();
}

void Corpus::retire(const std::string& path) const { move_to(path, "retired"); }

void Corpus::set_aside(const std::string& path, const std::string& reason) const {
    const std::string target = move_to(path, "set_aside");
    write_whole(target + ".reason.txt", reason + "\n");
}

}  // namespace sm::detail::inline check

#include <sm/base/misuse.hpp>
#include <sm/history/fault_windows.hpp>
#include <sm/store/run_directory.hpp>
#include <sm/value/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>

#include "store/files.hpp"
#include "store/wall_time.hpp"

namespace sm::store {
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

fs::path history_in(const fs::path& directory) {
    for (const std::string_view name : histories) {
        if (fs::exists(directory / name)) return directory / name;
    }
    throw BadRun(fmt::format("{}: there is no history here; looked for {}", directory.string(),
                             fmt::join(histories, ", ")));
}

void write_results(const fs::path& directory, const RunResults& results) {
    write_file(directory / "results.json", to_json(results) + "\n");
}

RunResults read_results(const fs::path& directory) {
    try {
        const auto tree = parse_json(read_file(directory / "results.json"));
        if (!tree.is(Tree::Kind::map)) throw BadRun("results.json: this is not an object");
        return from_tree<RunResults>(tree, "");
    } catch (const BadText& error) {
        throw BadRun(std::string("results.json: ") + error.what());
    } catch (const BadValue& error) {
        throw BadRun(std::string("results.json: ") + error.what());
    } catch (const std::system_error& error) {
        throw BadRun(error.what());
    }
}

}  // namespace sm::store

namespace sm::detail::inline value {

Tree Adapter<store::WallTime>::write(store::WallTime time) {
    return Tree::text(store::wall_time_text(time));
}

store::WallTime Adapter<store::WallTime>::read(const Tree& tree, const Path& path) {
    const auto text = read_text(tree, path);
    if (const auto time = store::parse_wall_time(text)) return *time;
    bad_value(path, "\"" + text + "\" is not a time such as 2026-11-21T10:15:30.123Z");
}

Schema Adapter<store::WallTime>::describe() { return schema_of<std::string>(); }

}  // namespace sm::detail::inline value

#include <sm/history/check_result.hpp>
#include <sm/value/to_string.hpp>

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace sm::detail::inline value {
namespace {

constexpr std::size_t deepest_part = 50;  ///< parts of parts of a result

/// As it stands in a file.
struct WrittenCheckResult {
    using sm_compact = void;
    static std::string sm_type_name() { return "CheckResult"; }
    std::optional<std::string> checker{};
    Verdict verdict = Verdict::unknown;
    std::optional<std::string> algorithm{};
    std::optional<std::string> reason{};
    std::optional<std::vector<std::size_t>> violations{};
    Tree details{};
    std::optional<std::vector<Tree>> parts{};
};

template <class T>
std::optional<T> unless_empty(const T& value) {
    return value.empty() ? std::nullopt : std::optional<T>(value);
}

/// What JSON has as a map of texts.
Tree record_of(Tree map) {
    if (!map.is(Tree::Kind::map)) return map;
    Tree record = Tree::record("");
    for (std::size_t i = 0; i < map.size(); ++i) {
        if (!map.key(i).is(Tree::Kind::text)) return map;
        record.add(map.key(i).text(), map.item(i));
    }
    return record;
}

std::size_t depth_of(const Path& path) {
    std::size_t depth = 0;
    for (const Path* at = &path; at != nullptr; at = at->up) depth += at->name == "parts" ? 1 : 0;
    return depth;
}

}  // namespace

Tree Adapter<CheckResult>::write(const CheckResult& result) {
    WrittenCheckResult written{.checker = unless_empty(result.checker),
                               .verdict = result.verdict(),
                               .algorithm = unless_empty(result.algorithm),
                               .reason = unless_empty(result.conclusion.reason),
                               .violations = unless_empty(result.violations)};
    if (!result.details.empty()) written.details = result.details;
    std::vector<Tree> parts;
    for (const CheckResult& part : result.parts) parts.push_back(write(part));
    written.parts = unless_empty(parts);
    return Adapter<WrittenCheckResult>::write(written);
}

CheckResult Adapter<CheckResult>::read(const Tree& tree, const Path& path) {
    if (depth_of(path) > deepest_part) bad_value(path, "parts are nested too deep");
    auto written = Adapter<WrittenCheckResult>::read(tree, path);
    CheckResult result{
        .checker = std::move(written.checker).value_or(""),
        .algorithm = std::move(written.algorithm).value_or(""),
        .conclusion = {written.verdict, std::move(written.reason).value_or("")},
        .violations = std::move(written.violations).value_or(std::vector<std::size_t>{})};
    if (!written.details.is(Tree::Kind::nothing))
        result.details = record_of(std::move(written.details));
    if (!written.parts) return result;
    const Path parts = path.field("parts");
    for (std::size_t i = 0; i < written.parts->size(); ++i)
        result.parts.push_back(read((*written.parts)[i], parts.item(i)));
    return result;
}

Schema Adapter<CheckResult>::describe() { return Adapter<WrittenCheckResult>::describe(); }

}  // namespace sm::detail::inline value

namespace sm::history {
namespace {

void show_into(std::string& text, const CheckResult& result, std::size_t depth) {
    const std::string indent(2 * depth, ' ');
    text += fmt::format("{}{}: {}", indent, result.checker, to_string(result.verdict()));
    if (!result.algorithm.empty()) text += " (" + result.algorithm + ")";
    text += '\n';
    if (!result.conclusion.reason.empty() && result.parts.empty()) {
        text += fmt::format("{}  {}\n", indent, result.conclusion.reason);
    }
    for (std::size_t i = 0; i < result.details.size(); ++i) {
        text += fmt::format("{}  {}: {}\n", indent, result.details.name(i),
                            to_string(result.details.item(i)));
    }
    for (const CheckResult& part : result.parts) show_into(text, part, depth + 1);
}

}  // namespace

std::string to_string(const CheckResult& result) {
    std::string text;
    show_into(text, result, 0);
    return text;
}

}  // namespace sm::history

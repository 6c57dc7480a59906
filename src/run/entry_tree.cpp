#include <sm/run/detail/entry_tree.hpp>

#include <array>
#include <utility>

namespace sm::detail {
namespace {

constexpr std::array<std::pair<Ending, std::string_view>, 7> names{{
    {Ending::answered, "answered"},
    {Ending::refused, "refused"},
    {Ending::unknown, "unknown"},
    {Ending::timed_out, "timed out"},
    {Ending::not_run, "not run"},
    {Ending::threw, "threw"},
    {Ending::crashed, "crashed"},
}};

}  // namespace

const Tree* field_of(const Tree& tree, std::string_view name) {
    if (tree.is(Tree::Kind::record)) return tree.find(name);
    if (tree.is(Tree::Kind::map)) return tree.find(Tree::text(std::string(name)));
    return nullptr;
}

std::string_view name_of(Ending ending) {
    for (const auto& [value, name] : names) {
        if (value == ending) return name;
    }
    return "?";
}

Ending ending_named(std::string_view name) {
    for (const auto& [value, known] : names) {
        if (known == name) return value;
    }
    throw BadValue("\"" + std::string(name) + "\" is no ending of a call");
}

}  // namespace sm::detail

#include <sm/base/misuse.hpp>
#include <sm/base/nearest.hpp>
#include <sm/spec/fault.hpp>
#include <sm/value/to_string.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

namespace sm {
namespace detail::inline spec {
namespace {

bool is_name(const Tree& tree) { return tree.is(Tree::Kind::text) || tree.is(Tree::Kind::symbol); }

bool is_list(const Tree& tree) { return tree.is(Tree::Kind::list); }

/// A name may stand for a list of one, as in `kill n1`.
Tree as_field(const Tree& given, const Tree& wanted) {
    if (is_list(wanted) && is_name(given)) return Tree::list({given});
    return given;
}

std::vector<std::string_view> names_of(const Tree& record) {
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < record.size(); ++i) names.emplace_back(record.name(i));
    return names;
}

/// The entries of a map, or the fields of a record, by their names.
std::vector<std::pair<std::string, const Tree*>> entries_of(std::string_view fault,
                                                            const Tree& arguments,
                                                            const Tree& defaults) {
    const auto names = names_of(defaults);
    std::vector<std::pair<std::string, const Tree*>> entries;
    const bool is_map = arguments.is(Tree::Kind::map);
    if (!is_map && !arguments.is(Tree::Kind::record))
        misuse_arguments(fault, arguments,
                         fmt::format("it has several fields; name them, as in {{{}: ...}}",
                                     fmt::join(names, ": ..., ")));
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const auto name = !is_map                     ? arguments.name(i)
                          : is_name(arguments.key(i)) ? arguments.key(i).text()
                                                      : to_string(arguments.key(i));
        if (std::find(names.begin(), names.end(), name) == names.end())
            misuse_arguments(fault, arguments,
                             fmt::format("there is no field `{}`{}; its fields are {}", name,
                                         did_you_mean(name, names), fmt::join(names, ", ")));
        entries.emplace_back(name, &arguments.item(i));
    }
    return entries;
}

/// Of a struct with one field: what stands alone, or is named all the same.
const Tree& the_only_field(const Tree& arguments, const std::string& name) {
    if (arguments.size() != 1) return arguments;
    if (arguments.is(Tree::Kind::record)) return arguments.item(0);
    const bool is_named = arguments.is(Tree::Kind::map) && is_name(arguments.key(0)) &&
                          arguments.key(0).text() == name;
    return is_named ? arguments.item(0) : arguments;
}

}  // namespace

Tree brief_arguments(const Tree& record, const Tree& defaults) {
    if (record.empty()) return {};
    if (record.size() == 1) return record.item(0);
    Tree brief = Tree::map();
    for (std::size_t i = 0; i < record.size(); ++i)
        if (!(record.item(i) == defaults.item(i)))
            brief.add(Tree::symbol(record.name(i)), record.item(i));
    return brief;
}

Tree full_record(std::string_view fault, const Tree& arguments, const Tree& defaults) {
    Tree full = defaults;
    const bool names_no_field = arguments.is(Tree::Kind::map) && arguments.empty();
    if (arguments.is(Tree::Kind::nothing) || names_no_field) return full;
    if (defaults.empty()) misuse_arguments(fault, arguments, "it takes no arguments");
    if (defaults.size() == 1) {
        full.item(0) = as_field(the_only_field(arguments, defaults.name(0)), defaults.item(0));
        return full;
    }
    for (const auto& [name, value] : entries_of(fault, arguments, defaults))
        for (std::size_t i = 0; i < full.size(); ++i)
            if (full.name(i) == name) full.item(i) = as_field(*value, defaults.item(i));
    return full;
}

void misuse_arguments(std::string_view fault, const Tree& arguments, const std::string& why) {
    throw Misuse(fmt::format("{}: {}", to_string(Fault(std::string(fault), arguments)), why));
}

}  // namespace detail::inline spec

std::string to_string(const Fault& fault) {
    if (fault.arguments.is(Tree::Kind::nothing)) return fault.name;
    return fault.name + " " + to_string(fault.arguments);
}

}  // namespace sm

#include "fault/arguments.hpp"

#include <sm/base/misuse.hpp>
#include <sm/value/to_string.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace sm::detail::inline fault {
namespace {

bool is_name(const Tree& tree) { return tree.is(Tree::Kind::text) || tree.is(Tree::Kind::symbol); }

Misuse missing(const char* fault, const Tree& arguments, const char* name, const char* example) {
    return Misuse(fmt::format("{} {}: `{}` is missing; write {}", fault, to_string(arguments), name,
                              example));
}

}  // namespace

Nodes named(const Tree& names, const Resolve& resolve) {
    if (is_name(names)) return resolve(names.text());
    if (!names.is(Tree::Kind::list))
        throw Misuse(
            fmt::format("{} names no nodes; give a list such as [n1, n2]", to_string(names)));
    Nodes all;
    for (const auto& item : names.items()) {
        if (!is_name(item))
            throw Misuse(
                fmt::format("in {}, {} is no name of a node", to_string(names), to_string(item)));
        for (auto& node : resolve(item.text()))
            if (std::find(all.begin(), all.end(), node) == all.end())
                all.push_back(std::move(node));
    }
    return all;
}

bool has_entries(const Tree& tree) {
    return tree.is(Tree::Kind::map) || tree.is(Tree::Kind::record);
}

void for_each_entry(const Tree& tree, const std::function<void(const Tree&, const Tree&)>& take) {
    for (std::size_t i = 0; i < tree.size(); ++i)
        if (tree.is(Tree::Kind::record))
            take(Tree::text(tree.name(i)), tree.item(i));
        else
            take(tree.key(i), tree.item(i));
}

const Tree* entry(const Tree& tree, const std::string& name) {
    const Tree* found = nullptr;
    if (!has_entries(tree)) return found;
    for_each_entry(tree, [&](const Tree& key, const Tree& value) {
        if (is_name(key) && key.text() == name) found = &value;
    });
    return found;
}

void expect_keys(const char* fault, const Tree& arguments, const std::vector<std::string>& keys) {
    if (!has_entries(arguments)) return;
    for_each_entry(arguments, [&](const Tree& key, const Tree&) {
        if (is_name(key) && std::find(keys.begin(), keys.end(), key.text()) != keys.end()) return;
        throw Misuse(fmt::format("{} {}: it does not know `{}`; it knows {}", fault,
                                 to_string(arguments), is_name(key) ? key.text() : to_string(key),
                                 fmt::join(keys, ", ")));
    });
}

Duration time_of(const char* fault, const Tree& arguments, const char* example) {
    const auto by = given<Duration>(arguments, "by");
    if (!by) throw missing(fault, arguments, "by", example);
    if (*by <= Duration::zero())
        throw Misuse(fmt::format("{} {}: `by` is {}; it must be above zero, as in {}", fault,
                                 to_string(arguments), to_string(*entry(arguments, "by")),
                                 example));
    return *by;
}

Nodes nodes_of(const char* fault, const Tree& arguments, const Resolve& resolve,
               const char* example) {
    const auto* nodes = entry(arguments, "nodes");
    if (nodes == nullptr) throw missing(fault, arguments, "nodes", example);
    return named(*nodes, resolve);
}

}  // namespace sm::detail::inline fault

#include "fault/arguments.hpp"

#include <sm/value/misuse.hpp>
#include <sm/value/show.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace sm::fault::detail {
namespace {

bool is_name(const Tree& tree) { return tree.is(Tree::Kind::text) || tree.is(Tree::Kind::symbol); }

}  // namespace

Nodes named(const Tree& names, const Resolve& resolve) {
    if (is_name(names)) return resolve(names.text());
    if (!names.is(Tree::Kind::list))
        throw Misuse(fmt::format("{} names no nodes; give a list such as [n1, n2]", show(names)));
    Nodes all;
    for (const auto& item : names.items()) {
        if (!is_name(item))
            throw Misuse(fmt::format("in {}, {} is no name of a node", show(names), show(item)));
        for (auto& node : resolve(item.text()))
            if (std::find(all.begin(), all.end(), node) == all.end())
                all.push_back(std::move(node));
    }
    return all;
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
    if (!tree.is(Tree::Kind::map) && !tree.is(Tree::Kind::record)) return found;
    for_each_entry(tree, [&](const Tree& key, const Tree& value) {
        if (is_name(key) && key.text() == name) found = &value;
    });
    return found;
}

}  // namespace sm::fault::detail

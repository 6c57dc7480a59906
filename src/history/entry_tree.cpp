#include "history/entry_tree.hpp"

#include <array>
#include <utility>

namespace sm::detail::inline history {
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

std::string_view to_string(Ending ending) {
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

Tree outcome_tree(const AnyEntry& entry) {
    Tree tree = Tree::record("Outcome");
    tree.add("id", Tree(entry.id));
    tree.add("worker", Tree(entry.worker));
    tree.add("invoked", Tree(entry.invoked));
    if (entry.returned != never) tree.add("returned", Tree(entry.returned));
    tree.add("ending", Tree::text(std::string(to_string(entry.ending))));
    if (entry.answer.has_value()) tree.add("answer", entry.answer.tree());
    if (!entry.reason.empty()) tree.add("reason", Tree::text(entry.reason));
    return tree;
}

void read_outcome(const Tree& tree, AnyEntry& entry) {
    entry.worker = from_tree<int>(*field_of(tree, "worker"));
    entry.invoked = from_tree<Timestamp>(*field_of(tree, "invoked"));
    const Tree* returned = field_of(tree, "returned");
    entry.returned = returned == nullptr ? never : from_tree<Timestamp>(*returned);
    entry.ending = ending_named(field_of(tree, "ending")->text());
    const Tree* answer = field_of(tree, "answer");
    if (answer != nullptr) entry.answer = entry.type->answer->read(*answer);
    const Tree* reason = field_of(tree, "reason");
    if (reason != nullptr) entry.reason = reason->text();
}

}  // namespace sm::detail::inline history

#pragma once
/// Entries of a history as trees, for files and for what a child process tells its parent.

#include <sm/run/history.hpp>
#include <sm/value/tree.hpp>

#include <cstdint>
#include <string>
#include <type_traits>
#include <variant>

namespace sm::detail {

std::string_view name_of(Ending ending);
Ending ending_named(std::string_view name);  ///< throws BadValue

/// A field of a record, whether it comes from a value or was read from a file; null if it is
/// absent.
const Tree* field_of(const Tree& tree, std::string_view name);

/// When the call was, and what became of it; without its command.
template <class Cmd>
Tree outcome_tree(const Entry<Cmd>& entry) {
    Tree tree = Tree::record("Outcome");
    tree.add("id", Tree(entry.id));
    tree.add("worker", Tree(entry.worker));
    tree.add("invoked", Tree(entry.invoked));
    if (entry.returned != never) tree.add("returned", Tree(entry.returned));
    std::visit(
        [&](const auto& call) {
            tree.add("ending", Tree::text(std::string(name_of(call.outcome.ending))));
            if (call.outcome.answer) tree.add("answer", to_tree(*call.outcome.answer));
            if (!call.outcome.reason.empty()) tree.add("reason", Tree::text(call.outcome.reason));
        },
        entry.call);
    return tree;
}

/// Fills in what `outcome_tree` gave; the entry's command is there already.
template <class Cmd>
void read_outcome(const Tree& tree, Entry<Cmd>& entry) {
    entry.worker = from_tree<int>(*field_of(tree, "worker"));
    entry.invoked = from_tree<Stamp>(*field_of(tree, "invoked"));
    const Tree* returned = field_of(tree, "returned");
    entry.returned = returned == nullptr ? never : from_tree<Stamp>(*returned);
    std::visit(
        [&]<class C>(Call<C>& call) {
            call.outcome.ending = ending_named(field_of(tree, "ending")->text());
            if (const Tree* answer = field_of(tree, "answer")) {
                call.outcome.answer = from_tree<response_of<C>>(*answer);
            }
            if (const Tree* reason = field_of(tree, "reason")) call.outcome.reason = reason->text();
        },
        entry.call);
}

/// An entry for a step that has not run yet.
template <class Cmd>
Entry<Cmd> entry_for(const Step<Cmd>& step) {
    Entry<Cmd> entry;
    entry.id = step.id;
    std::visit(
        [&]<class C>(const C& command) {
            entry.call.template emplace<Call<C>>(Call<C>{command, {}});
        },
        step.command);
    return entry;
}

}  // namespace sm::detail

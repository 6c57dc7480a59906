#pragma once
/// Programs as trees, for failure files.

#include <sm/program/program.hpp>
#include <sm/run/detail/entry_tree.hpp>
#include <sm/value/tree.hpp>

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace sm::detail {

template <class Cmd>
Tree steps_tree(const std::vector<Step<Cmd>>& steps) {
    Tree list = Tree::list();
    for (const auto& step : steps) {
        Tree one = Tree::record("Step");
        one.add("id", Tree(step.id));
        one.add("command", to_tree(step.command));
        list.add(std::move(one));
    }
    return list;
}

template <class Cmd>
Tree program_tree(const Program<Cmd>& program) {
    Tree tree = Tree::record("Program");
    tree.add("initial", to_tree(program.initial));
    tree.add("prefix", steps_tree(program.prefix));
    Tree branches = Tree::list();
    for (const auto& branch : program.branches) branches.add(steps_tree(branch));
    tree.add("branches", std::move(branches));
    return tree;
}

/// A field that must be there; throws BadValue that says where it is missing.
const Tree& required(const Tree& tree, std::string_view name, const std::string& place);

template <class Cmd>
std::vector<Step<Cmd>> read_steps(const Tree& list, const std::string& place,
                                  std::set<StepId>& ids) {
    if (!list.is(Tree::Kind::list)) throw BadValue(place + ": a list of steps is wanted here");
    std::vector<Step<Cmd>> steps;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const std::string here = place + "[" + std::to_string(i) + "]";
        const auto id = from_tree<StepId>(required(list.item(i), "id", here));
        if (!ids.insert(id).second)
            throw BadValue(here + ": the id " + std::to_string(id) + " is there twice");
        try {
            steps.push_back({id, from_tree<Cmd>(required(list.item(i), "command", here))});
        } catch (const BadValue& bad) {
            throw BadValue(here + ".command: " + bad.what());
        }
    }
    return steps;
}

template <class Cmd>
Program<Cmd> read_program_tree(const Tree& tree) {
    Program<Cmd> program;
    std::set<StepId> ids;
    program.initial = from_tree<model_of_commands<Cmd>>(required(tree, "initial", "program"));
    program.prefix = read_steps<Cmd>(required(tree, "prefix", "program"), "program.prefix", ids);
    const Tree& branches = required(tree, "branches", "program");
    for (std::size_t b = 0; b < branches.size(); ++b) {
        const std::string place = "program.branches[" + std::to_string(b) + "]";
        program.branches.push_back(read_steps<Cmd>(branches.item(b), place, ids));
    }
    return program;
}

}  // namespace sm::detail

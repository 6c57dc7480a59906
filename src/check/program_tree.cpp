#include "check/program_tree.hpp"

#include <sm/value/detail/reading.hpp>
#include <sm/value/to_string.hpp>

#include <limits>
#include <set>
#include <utility>
#include <vector>

#include "history/entry_tree.hpp"
#include "program/planning.hpp"

namespace sm::detail::inline check {
namespace {

Tree steps_tree(const AnySteps& steps, const Vocabulary& vocabulary) {
    Tree list = Tree::list();
    for (const auto& step : steps) {
        Tree one = Tree::record("Step");
        one.add("id", Tree(step.id));
        one.add("command", command_tree(*step.type, step.command, vocabulary));
        list.add(std::move(one));
    }
    return list;
}

/// Numbers beyond are left for steps that are added in shrinking.
constexpr StepId last_id = std::numeric_limits<StepId>::max() / 2;

/// Reads the steps of one program, in which every number is there once.
class StepReader {
 public:
    explicit StepReader(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {}

    AnySteps read(const Tree& list, const std::string& place) {
        if (!list.is(Tree::Kind::list)) throw BadValue(place + ": a list of steps is wanted here");
        AnySteps steps;
        for (std::size_t i = 0; i < list.size(); ++i) {
            steps.push_back(read_step(list.item(i), place + "[" + std::to_string(i) + "]"));
        }
        return steps;
    }

 private:
    AnyStep read_step(const Tree& tree, const std::string& place) {
        const auto id = from_tree<StepId>(required(tree, "id", place));
        if (id == 0 || id > last_id) {
            throw BadValue(place + ": the id " + std::to_string(id) + " is not one of 1 to " +
                           std::to_string(last_id));
        }
        if (!ids_.insert(id).second) {
            throw BadValue(place + ": the id " + std::to_string(id) + " is there twice");
        }
        const Tree& command = required(tree, "command", place);
        try {
            const Path root{nullptr, Path::Step::root, "command", 0};
            const auto [index, inner] = read_variant(command, vocabulary_.tags, root);
            const CommandType& type = vocabulary_.commands[index];
            return {id, &type, type.type->read(*inner)};
        } catch (const BadValue& bad) {
            throw BadValue(place + ": " + bad.what());
        }
    }

    const Vocabulary& vocabulary_;
    std::set<StepId> ids_;
};

/// Throws if a step refers to what is not answered before it, or to an answer of another type: what
/// `run` is given would not be what it takes it for.
void check_references(const AnySteps& steps, std::vector<Producer>& producers,
                      const std::string& place) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (!references_hold(steps[i], producers)) {
            throw BadValue(place + "[" + std::to_string(i) +
                           "]: " + to_string(steps[i].command.tree()) +
                           " must refer to a step before it in the prefix or in its own branch, "
                           "one that answers what the reference is to");
        }
        producers.push_back(producer_of(steps[i]));
    }
}

std::string place_of_branch(std::size_t branch) {
    return "program.branches[" + std::to_string(branch) + "]";
}

}  // namespace

Tree command_tree(const CommandType& type, const Any& command, const Vocabulary& vocabulary) {
    return write_tagged(vocabulary.tags[type.place], command.tree());
}

Tree program_tree(const AnyProgram& program, const Vocabulary& vocabulary) {
    Tree tree = Tree::record("Program");
    tree.add("initial", program.initial.tree());
    tree.add("prefix", steps_tree(program.prefix, vocabulary));
    Tree branches = Tree::list();
    for (const auto& branch : program.branches) branches.add(steps_tree(branch, vocabulary));
    tree.add("branches", std::move(branches));
    if (program.seed != Seed{}) tree.add("seed", Tree(program.seed.value));
    if (program.schedule) tree.add("schedule", to_tree(program.schedule.switches));
    return tree;
}

AnyProgram read_program_tree(const Tree& tree, const Vocabulary& vocabulary) {
    AnyProgram program;
    StepReader reader(vocabulary);
    program.initial = vocabulary.model.type->read(required(tree, "initial", "program"));
    program.prefix = reader.read(required(tree, "prefix", "program"), "program.prefix");
    const Tree& branches = required(tree, "branches", "program");
    if (!branches.is(Tree::Kind::list)) {
        throw BadValue("program.branches: a list of lists of steps is wanted here");
    }
    for (std::size_t b = 0; b < branches.size(); ++b) {
        program.branches.push_back(reader.read(branches.item(b), place_of_branch(b)));
    }
    if (const Tree* seed = field_of(tree, "seed")) {
        program.seed = {from_tree<std::uint64_t>(*seed)};
    }
    if (const Tree* schedule = field_of(tree, "schedule")) {
        try {
            program.schedule = {.switches = from_tree<std::vector<Switch>>(*schedule)};
        } catch (const BadValue& bad) {
            throw BadValue(std::string("program.schedule: ") + bad.what());
        }
    }
    std::vector<Producer> producers;
    check_references(program.prefix, producers, "program.prefix");
    for (std::size_t b = 0; b < program.branches.size(); ++b) {
        auto with_own = producers;
        check_references(program.branches[b], with_own, place_of_branch(b));
    }
    return program;
}

const Tree& required(const Tree& tree, std::string_view name, const std::string& place) {
    const Tree* field = field_of(tree, name);
    if (field == nullptr) throw BadValue(place + ": \"" + std::string(name) + "\" is missing");
    return *field;
}

}  // namespace sm::detail::inline check

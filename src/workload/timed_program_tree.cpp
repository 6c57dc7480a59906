#include "workload/timed_program_tree.hpp"

#include <sm/value/detail/reading.hpp>

#include <set>
#include <string>

#include "check/program_tree.hpp"
#include "history/entry_tree.hpp"
#include "workload/timed_pool.hpp"

namespace sm::detail::inline workload {
namespace {

Tree step_tree(const AnyTimedStep& step, const Vocabulary& vocabulary) {
    Tree tree = Tree::record("TimedStep");
    tree.add("id", Tree(step.id));
    tree.add("phase", Tree(step.when.phase));
    tree.add("at", to_tree(step.when.at));
    if (const Fault* fault = step.fault()) {
        tree.add("fault", Tree::text(fault->name));
        tree.add("arguments", fault->arguments);
    } else if (const Healing* healing = step.healing()) {
        tree.add("heals", Tree(healing->fault));
    } else {
        tree.add("client", Tree(step.when.worker));
        const AnyCommand& command = *step.command();
        tree.add("command", command_tree(*command.type, command.command, vocabulary));
    }
    return tree;
}

/// Reads the steps of one program.
class Reader {
 public:
    Reader(const Vocabulary& vocabulary, int clients)
        : vocabulary_(vocabulary), clients_(clients) {}

    AnyTimedStep read(const Tree& tree, const std::string& place) {
        AnyTimedStep step;
        step.id = from_tree<StepId>(required(tree, "id", place));
        if (step.id == 0 || !ids_.insert(step.id).second) {
            throw BadValue(
                place + ": the id " + std::to_string(step.id) +
                " is 0 or there check_determinism; each step has a number of its own from 1 on");
        }
        step.when.phase = from_tree<std::uint32_t>(required(tree, "phase", place));
        step.when.at = from_tree<Duration>(required(tree, "at", place));
        step.when.worker = nemesis_worker;
        if (const Tree* fault = field_of(tree, "fault")) {
            const Tree* arguments = field_of(tree, "arguments");
            step.what = Fault{fault->text(), arguments == nullptr ? Tree() : *arguments};
            faults_.insert(step.id);
        } else if (const Tree* heals = field_of(tree, "heals")) {
            step.what = Healing{fault_of(*heals, place)};
        } else {
            step.when.worker = client_of(required(tree, "client", place), place);
            step.what = command_of(required(tree, "command", place), place);
        }
        return step;
    }

 private:
    StepId fault_of(const Tree& tree, const std::string& place) const {
        const auto fault = from_tree<StepId>(tree);
        if (faults_.contains(fault)) return fault;
        throw BadValue(place + ".heals: no step before it with the id " + std::to_string(fault) +
                       " is a fault");
    }

    Worker client_of(const Tree& tree, const std::string& place) const {
        const auto client = from_tree<int>(tree);
        if (client >= 0 && client < clients_) return client;
        throw BadValue(place + ".client: " + std::to_string(client) + " is none of 0 to " +
                       std::to_string(clients_ - 1));
    }

    AnyCommand command_of(const Tree& tree, const std::string& place) const {
        try {
            const Path root{nullptr, Path::Step::root, "command", 0};
            const auto [index, inner] = read_variant(tree, vocabulary_.tags, root);
            const CommandType& type = vocabulary_.commands[index];
            return {&type, type.type->read(*inner)};
        } catch (const BadValue& bad) {
            throw BadValue(place + ": " + bad.what());
        }
    }

    const Vocabulary& vocabulary_;
    int clients_;
    std::set<StepId> ids_;
    std::set<StepId> faults_;
};

}  // namespace

Tree timed_program_tree(const AnyTimedProgram& program, const Vocabulary& vocabulary) {
    Tree tree = Tree::record("TimedProgram");
    tree.add("clients", Tree(program.clients));
    Tree steps = Tree::list();
    for (const AnyTimedStep& step : program.steps) steps.add(step_tree(step, vocabulary));
    tree.add("steps", std::move(steps));
    return tree;
}

AnyTimedProgram read_timed_program(const Tree& tree, const Vocabulary& vocabulary) {
    AnyTimedProgram program;
    program.clients = from_tree<int>(required(tree, "clients", "program"));
    if (program.clients < 1 || program.clients > most_clients) {
        throw BadValue("program.clients: " + std::to_string(program.clients) + " is none of 1 to " +
                       std::to_string(most_clients));
    }
    const Tree& steps = required(tree, "steps", "program");
    if (!steps.is(Tree::Kind::list)) {
        throw BadValue("program.steps: a list of steps is wanted here");
    }
    Reader reader(vocabulary, program.clients);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const std::string place = "program.steps[" + std::to_string(i) + "]";
        program.steps.push_back(reader.read(steps.item(i), place));
    }
    return repaired(std::move(program));
}

}  // namespace sm::detail::inline workload

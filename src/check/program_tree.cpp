#include "check/program_tree.hpp"

#include <sm/value/detail/reading.hpp>
#include <sm/value/to_string.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "history/call_events.hpp"
#include "program/planning.hpp"

namespace sm::detail::inline check {
namespace {

/// A program as a file has it.
struct WrittenStep {
    StepId id = 0;
    Tree command{};
};
using WrittenSteps = std::vector<WrittenStep>;
struct WrittenProgram {
    using sm_compact = void;
    Tree initial{};
    WrittenSteps prefix{};
    std::vector<WrittenSteps> branches{};
    std::optional<std::uint64_t> seed{};
    std::optional<std::vector<Switch>> schedule{};
};

WrittenSteps written(const AnySteps& steps, const Vocabulary& vocabulary) {
    WrittenSteps all;
    for (const auto& step : steps)
        all.push_back({step.id, command_tree(*step.type, step.command, vocabulary)});
    return all;
}

/// Numbers beyond are left for steps that are added in shrinking.
constexpr StepId last_id = std::numeric_limits<StepId>::max() / 2;

/// Reads the steps of one program, in which every number is there once.
class StepReader {
 public:
    explicit StepReader(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {}

    AnySteps read(const WrittenSteps& list, const std::string& place) {
        AnySteps steps;
        for (std::size_t i = 0; i < list.size(); ++i)
            steps.push_back(read_step(list[i], place + "[" + std::to_string(i) + "]"));
        return steps;
    }

 private:
    AnyStep read_step(const WrittenStep& step, const std::string& place) {
        const StepId id = step.id;
        if (id == 0 || id > last_id) {
            throw BadValue(place + ": the id " + std::to_string(id) + " is not one of 1 to " +
                           std::to_string(last_id));
        }
        if (!ids_.insert(id).second) {
            throw BadValue(place + ": the id " + std::to_string(id) + " is there twice");
        }
        auto [type, command] = read_command(step.command, vocabulary_, place);
        return {id, type, std::move(command)};
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

Tree program_tree(const AnyProgram& program, const Vocabulary& vocabulary) {
    WrittenProgram all;
    all.initial = program.initial.tree();
    all.prefix = written(program.prefix, vocabulary);
    for (const auto& branch : program.branches) all.branches.push_back(written(branch, vocabulary));
    if (program.seed != Seed{}) all.seed = program.seed.value;
    if (program.schedule) all.schedule = program.schedule.switches;
    return to_tree(all);
}

AnyProgram read_program_tree(const Tree& tree, const Vocabulary& vocabulary) {
    auto all = from_tree<WrittenProgram>(tree, "program");
    if (all.initial.is(Tree::Kind::nothing))
        throw BadValue("program: the field \"initial\" is missing");
    AnyProgram program;
    StepReader reader(vocabulary);
    program.initial = vocabulary.model.type->read(all.initial);
    program.prefix = reader.read(all.prefix, "program.prefix");
    for (std::size_t b = 0; b < all.branches.size(); ++b)
        program.branches.push_back(reader.read(all.branches[b], place_of_branch(b)));
    if (all.seed) program.seed = {*all.seed};
    if (all.schedule) program.schedule = {.switches = std::move(*all.schedule)};
    std::vector<Producer> producers;
    check_references(program.prefix, producers, "program.prefix");
    for (std::size_t b = 0; b < program.branches.size(); ++b) {
        auto with_own = producers;
        check_references(program.branches[b], with_own, place_of_branch(b));
    }
    return program;
}

std::pair<const CommandType*, Any> read_command(const Tree& tree, const Vocabulary& vocabulary,
                                                const std::string& place) {
    try {
        const Path root{nullptr, Path::Step::root, "command", 0};
        const auto [index, inner] = read_variant(tree, vocabulary.tags, root);
        const CommandType& type = vocabulary.commands[index];
        return {&type, type.type->read(*inner)};
    } catch (const BadValue& bad) {
        throw BadValue(place + ": " + bad.what());
    }
}

}  // namespace sm::detail::inline check

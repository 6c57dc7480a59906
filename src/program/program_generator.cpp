#include <sm/base/misuse.hpp>
#include <sm/program/program_generator.hpp>
#include <sm/program/validity.hpp>
#include <sm/value/to_string.hpp>

#include <algorithm>
#include <bit>
#include <string>
#include <utility>

#include "program/planning.hpp"

namespace sm::detail::inline program {
namespace {

/// How many draws are given to one step before it counts as impossible.
constexpr int attempts_per_step = 1000;
/// A subset of the commands may lead nowhere; after so many attempts all of them are tried.
constexpr int attempts_in_subset = 50;

/// How many commands go to the prefix and to each branch.
struct Lengths {
    std::size_t prefix = 0;
    std::vector<std::size_t> branches;
};

Lengths draw_lengths(Random& random, const ProgramShape& shape) {
    Lengths lengths;
    const auto workers = std::min(shape.length, shape.workers);
    const auto longest_prefix = std::min(shape.length / 3, shape.length - workers);
    lengths.prefix = static_cast<std::size_t>(random.below(longest_prefix + 1));
    const auto each = (shape.length - lengths.prefix) / workers;
    // Short branches often show a race better than long ones, and shrink from nearer.
    const auto longest = 1 + random.below(each);
    for (std::size_t b = 0; b < workers; ++b) {
        lengths.branches.push_back(static_cast<std::size_t>(1 + random.below(longest)));
    }
    return lengths;
}

/// Half of the programs draw from all commands, the others from a random subset.
std::uint64_t draw_swarm(Random& random, std::uint64_t all) {
    if (random.below(2) == 0) return all;
    const std::uint64_t some = random.next() & all;
    return some == 0 ? all : some;
}

std::uint64_t weight_of(const CommandType& type, const Any& model) {
    if (type.weight == nullptr) return 1;
    const int given = type.weight(model.data());
    return given > 0 ? static_cast<std::uint64_t>(given) : 0;
}

}  // namespace

ProgramGenerator::ProgramGenerator(const Vocabulary& vocabulary, ProgramShape shape)
    : vocabulary_(vocabulary),
      shape_(shape),
      all_(~0ULL >> (64 - vocabulary.commands.size())),
      allowed_(all_),
      weights_(vocabulary.commands.size()) {
    if (shape.length == 0 || shape.workers == 0) {
        throw Misuse("ProgramShape: length and workers must be 1 or greater, but length is " +
                     std::to_string(shape.length) + " and workers is " +
                     std::to_string(shape.workers));
    }
}

void ProgramGenerator::draw(Random random, AnyProgram& program) {
    const ModelType& model = vocabulary_.model;
    program.initial = model.draw == nullptr ? model.initial() : model.draw(random);
    program.prefix.clear();
    program.branches.clear();
    producers_.clear();
    next_id_ = 1;
    allowed_ = shape_.swarm ? CommandSet(draw_swarm(random, all_.bits)) : all_;
    if (shape_.workers <= 1) {
        draw_sequential(random, program);
    } else {
        draw_parallel(random, program);
    }
    // Drawn last, so that the commands are the same with and without.
    program.seed = shape_.seeded ? Seed{random.next()} : Seed{};
}

void ProgramGenerator::draw_sequential(Random& random, AnyProgram& program) {
    const bool shorter = random.below(2) == 0;
    const auto length = shorter ? 1 + random.below(shape_.length) : shape_.length;
    Any model = program.initial;
    draw_steps(random, length, model, program.prefix);
    if (program.prefix.empty()) no_command_possible(program.initial);
}

void ProgramGenerator::draw_parallel(Random& random, AnyProgram& program) {
    const auto lengths = draw_lengths(random, shape_);
    Any model = program.initial;
    draw_steps(random, lengths.prefix, model, program.prefix);
    const auto shared = producers_.size();
    program.branches.resize(lengths.branches.size());
    for (std::size_t b = 0; b < lengths.branches.size(); ++b) {
        producers_.resize(shared);
        Any alone = model;
        draw_steps(random, lengths.branches[b], alone, program.branches[b]);
    }
    const auto drawn = program.size();
    if (drawn == 0) no_command_possible(program.initial);
    repair(program, vocabulary_);
    discards_ += drawn - program.size();
}

void ProgramGenerator::draw_steps(Random& random, std::size_t length, Any& model, AnySteps& steps) {
    for (std::size_t i = 0; i < length; ++i) {
        if (!draw_step(random, model, steps)) return;
    }
}

/// Appends one step; false if no command is possible here.
bool ProgramGenerator::draw_step(Random& random, Any& model, AnySteps& steps) {
    for (int attempt = 0; attempt < attempts_per_step; ++attempt) {
        const auto* type = choose(random, model, attempt < attempts_in_subset ? allowed_ : all_);
        if (type == nullptr) continue;
        Draw from{random, producers_};
        AnyStep step{next_id_, type, type->draw(from, model.data())};
        if (!step.command.has_value() || !precondition_holds(step, model)) {
            ++discards_;
            continue;
        }
        ++next_id_;
        plan(step, model);
        producers_.push_back(producer_of(step));
        steps.push_back(std::move(step));
        return true;
    }
    return false;
}

/// The next command; none if all that are allowed weigh nothing.
const CommandType* ProgramGenerator::choose(Random& random, const Any& model,
                                            const CommandSet& among) {
    const auto& commands = vocabulary_.commands;
    if (!vocabulary_.has_weights) {
        auto bits = among.bits;
        for (auto skip = random.below(among.count); skip > 0; --skip) bits &= bits - 1;
        return &commands[static_cast<std::size_t>(std::countr_zero(bits))];
    }
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < commands.size(); ++i) {
        weights_[i] = (among.bits >> i & 1) != 0 ? weight_of(commands[i], model) : 0;
        total += weights_[i];
    }
    if (total == 0) return nullptr;
    auto at = random.below(total);
    for (std::size_t i = 0; i < commands.size(); ++i) {
        if (at < weights_[i]) return &commands[i];
        at -= weights_[i];
    }
    return nullptr;
}

void ProgramGenerator::no_command_possible(const Any& model) const {
    std::string text = "no command is possible in the initial state ";
    text += to_string(model.tree());
    text += ": the preconditions of ";
    const auto names = vocabulary_.names;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
        text += names[i];
    }
    text += " were false (or their weights 0, or nothing yet answers what they refer to) in ";
    text += std::to_string(attempts_per_step);
    text += " draws. Loosen a `pre`, or give a `gen` that draws arguments for which it holds.";
    throw Misuse(text);
}

}  // namespace sm::detail::inline program

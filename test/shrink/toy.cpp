#include "shrink/toy.hpp"

#include <sm/shrink/values.hpp>
#include <sm/value/to_string.hpp>

#include <algorithm>
#include <functional>

namespace toy {
namespace {

bool possible(const Command& command, const Model& model) {
    if (const auto* read = std::get_if<Read>(&command)) return model.contains(read->slot);
    if (const auto* clear = std::get_if<Clear>(&command)) return model.contains(clear->slot);
    return true;
}

void take_effect(const Command& command, Model& model) {
    if (const auto* fill = std::get_if<Fill>(&command)) model[fill->slot] = fill->value;
    if (const auto* clear = std::get_if<Clear>(&command)) model.erase(clear->slot);
}

/// Whether every step is possible in every interleaving of the branches.
bool possible_in_all_orders(const Program& program, std::vector<std::size_t> at, Model model) {
    for (std::size_t b = 0; b < program.branches.size(); ++b) {
        if (at[b] == program.branches[b].size()) continue;
        const Command& next = program.branches[b][at[b]];
        if (!possible(next, model)) return false;
        Model after = model;
        take_effect(next, after);
        auto further = at;
        ++further[b];
        if (!possible_in_all_orders(program, further, after)) return false;
    }
    return true;
}

template <class Step>
std::vector<Step> all_steps(const std::vector<Step>& prefix,
                            const std::vector<std::vector<Step>>& branches) {
    auto all = prefix;
    for (const auto& branch : branches) all.insert(all.end(), branch.begin(), branch.end());
    return all;
}

/// Whether every reference is to a step made before, on the same branch or the prefix.
bool references_hold(const Program& program) {
    std::vector<bool> made_in_prefix;
    const auto hold = [](const std::vector<Command>& steps, std::size_t offset,
                         std::vector<bool>& made) {
        made.resize(offset);
        return std::all_of(steps.begin(), steps.end(), [&](const Command& command) {
            made.push_back(std::holds_alternative<Make>(command));
            const auto* use = std::get_if<Use>(&command);
            const auto known = [&](sm::Ref<Make> to) {
                return to.id >= 1 && to.id < made.size() && made[to.id - 1];
            };
            return use == nullptr || (known(use->one) && known(use->other));
        });
    };
    if (!hold(program.prefix, 0, made_in_prefix)) return false;
    std::size_t offset = program.prefix.size();
    return std::all_of(program.branches.begin(), program.branches.end(), [&](const auto& branch) {
        auto made = made_in_prefix;
        const bool held = hold(branch, offset, made);
        offset += branch.size();
        return held;
    });
}

bool valid(const Program& program) {
    if (!references_hold(program)) return false;
    Model model;
    for (const Command& command : program.prefix) {
        if (!possible(command, model)) return false;
        take_effect(command, model);
    }
    return possible_in_all_orders(program, std::vector<std::size_t>(program.branches.size()),
                                  model);
}

/// The beginning of the program with this many steps of each part.
Program beginning(const Program& program, std::size_t prefix, const std::vector<std::size_t>& of) {
    Program part = program;
    part.prefix.resize(prefix);
    for (std::size_t b = 0; b < of.size(); ++b) part.branches[b].resize(of[b]);
    return part;
}

}  // namespace

std::string to_string(const Program& program) {
    std::string text = std::to_string(program.start.height) + ": ";
    for (const Command& command : program.prefix) text += sm::to_string(command) + "; ";
    for (const auto& branch : program.branches) {
        text += "|| ";
        for (const Command& command : branch) text += sm::to_string(command) + "; ";
    }
    return text;
}

Program draw(sm::Random& random, std::size_t length, std::size_t branches) {
    sm::Draw from{random};
    Program program;
    program.branches.resize(branches);
    program.start = sm::draw<Start>(from);
    const std::size_t in_branches = branches == 0 ? 0 : std::min<std::size_t>(length / 2, 6);
    while (program.prefix.size() < length - in_branches) {
        program.prefix.push_back(sm::draw<Command>(from));
        if (!valid(program)) program.prefix.pop_back();
    }
    for (std::size_t left = in_branches; left > 0;) {
        auto& branch = program.branches[static_cast<std::size_t>(random.below(branches))];
        branch.push_back(sm::draw<Command>(from));
        if (valid(program))
            --left;
        else
            branch.pop_back();
    }
    return program;
}

Program draw_with_references(sm::Random& random, std::size_t length) {
    Program program;
    std::vector<sm::Ref<Make>> made;
    const auto any = [&] { return made[static_cast<std::size_t>(random.below(made.size()))]; };
    while (program.prefix.size() < length) {
        if (made.empty() || random.below(3) == 0) {
            program.prefix.emplace_back(Make{});
            made.push_back({static_cast<sm::StepId>(program.prefix.size())});
        } else {
            program.prefix.emplace_back(Use{any(), any()});
        }
    }
    return program;
}

sm::StepKey Subject::keep(std::uint32_t id, const Command& command) {
    const sm::Tree tree = sm::to_tree(command);
    for (std::size_t i = 0; i < steps_.size(); ++i) {
        if (steps_[i].id == id && sm::to_tree(steps_[i].command) == tree)
            return static_cast<sm::StepKey>(i);
    }
    steps_.push_back({id, command});
    return static_cast<sm::StepKey>(steps_.size() - 1);
}

sm::Outline Subject::outline_of(const Program& program) {
    sm::Outline outline;
    outline.initial = static_cast<std::uint32_t>(program.start.height);
    const sm::StepId before_first = next_id_ - 1;
    const auto kept = [&](Command command) {
        if (auto* use = std::get_if<Use>(&command)) {
            use->one.id += before_first;
            use->other.id += before_first;
        }
        return keep(next_id_++, command);
    };
    for (const Command& command : program.prefix) outline.prefix.push_back(kept(command));
    for (const auto& branch : program.branches) {
        auto& keys = outline.branches.emplace_back();
        for (const Command& command : branch) keys.push_back(kept(command));
    }
    return outline;
}

Program Subject::program_of(const sm::Outline& outline) const {
    Program program{{outline.initial}, {}, {}};
    const auto all = all_steps(outline.prefix, outline.branches);
    const auto place = [&](sm::Ref<Make> to) -> sm::Ref<Make> {
        const auto at = std::find_if(all.begin(), all.end(),
                                     [&](sm::StepKey key) { return steps_[key].id == to.id; });
        return {at == all.end() ? 0 : static_cast<sm::StepId>(at - all.begin()) + 1};
    };
    const auto command = [&](sm::StepKey key) {
        Command found = steps_[key].command;
        if (auto* use = std::get_if<Use>(&found)) *use = {place(use->one), place(use->other)};
        return found;
    };
    for (const auto key : outline.prefix) program.prefix.push_back(command(key));
    for (const auto& branch : outline.branches) {
        auto& commands = program.branches.emplace_back();
        for (const auto key : branch) commands.push_back(command(key));
    }
    return program;
}

std::optional<sm::Outline> Subject::failure_of(const sm::Outline& outline) const {
    const Program program = program_of(outline);
    if (!outline.branches.empty()) {
        if (fails_(program)) return outline;
        return std::nullopt;
    }
    for (std::size_t size = 1; size <= program.prefix.size(); ++size) {
        if (!fails_(beginning(program, size, {}))) continue;
        sm::Outline reached = outline;
        reached.prefix.resize(size);
        return reached;
    }
    return std::nullopt;
}

bool Subject::valid(const sm::Outline& outline) const { return toy::valid(program_of(outline)); }

bool Subject::still_fails(sm::Outline candidate, const sm::Outline& than) {
    repair(candidate);
    std::erase_if(candidate.branches, [](const auto& branch) { return branch.empty(); });
    if (candidate.branches.size() == 1) {  // beside nothing
        const auto& only = candidate.branches.front();
        candidate.prefix.insert(candidate.prefix.end(), only.begin(), only.end());
        candidate.branches.clear();
    }
    return candidate.size() != 0 && candidate != than && failure_of(candidate).has_value();
}

/// The step with one argument simpler, or with one reference to one of those made before.
std::vector<sm::StepKey> Subject::simpler_steps(sm::StepKey key,
                                                const std::vector<sm::StepKey>& before) {
    auto trees = sm::smaller(schema(key), arguments(key));
    for (const auto& leaf : sm::leaves(schema(key), arguments(key))) {
        for (const auto& value : sm::simpler(*leaf.schema, leaf.value))
            trees.push_back(sm::with_leaf(arguments(key), leaf.path, value));
    }
    std::vector<sm::StepKey> all;
    for (const sm::Tree& tree : trees) all.push_back(with_arguments(key, tree).value_or(key));
    const auto references = this->references(key);
    for (std::size_t r = 0; r < references.size(); ++r) {
        for (const sm::StepKey other : before) {
            if (steps_[other].id == references[r]) break;
            auto redirected = references;
            redirected[r] = steps_[other].id;
            all.push_back(with_references(key, redirected));
        }
    }
    return all;
}

std::vector<sm::Outline> Subject::failing_neighbours(const sm::Outline& outline) {
    std::vector<sm::Outline> found;
    const auto look = [&](const sm::Outline& candidate) {
        if (still_fails(candidate, outline)) found.push_back(candidate);
    };
    const auto branch = [](sm::Outline& of, std::size_t at) -> std::vector<sm::StepKey>& {
        return at == 0 ? of.prefix : of.branches[at - 1];
    };
    for (std::size_t l = 0; l <= outline.branches.size(); ++l) {
        sm::Outline candidate = outline;
        for (std::size_t i = 0; i < branch(candidate, l).size(); ++i) {
            const sm::StepKey key = branch(candidate, l)[i];
            sm::Outline less = outline;
            branch(less, l).erase(branch(less, l).begin() + static_cast<std::ptrdiff_t>(i));
            look(less);
            for (const sm::StepKey simpler : simpler_steps(key, candidate.prefix)) {
                sm::Outline changed = outline;
                branch(changed, l)[i] = simpler;
                look(changed);
            }
        }
    }
    for (std::uint32_t height = 0; height < outline.initial; ++height) {
        // Halving stops at the first that cannot be had by it; the neighbour below always can.
        if (height != 0 && height + 1 != outline.initial) continue;
        sm::Outline lower = outline;
        lower.initial = height;
        look(lower);
    }
    return found;
}

/// Drops steps that are not possible where they stand, until all are in every order.
void Subject::repair(sm::Outline& outline) {
    const auto drop_without_reference = [&](std::vector<sm::StepKey>& branch,
                                            std::set<sm::StepId> made) {
        std::erase_if(branch, [&](sm::StepKey key) {
            if (std::holds_alternative<Make>(steps_[key].command)) made.insert(steps_[key].id);
            const auto wanted = references(key);
            return !std::all_of(wanted.begin(), wanted.end(),
                                [&](sm::StepId id) { return made.contains(id); });
        });
        return made;
    };
    const auto made = drop_without_reference(outline.prefix, {});
    for (auto& branch : outline.branches) drop_without_reference(branch, made);
    Model model;
    std::erase_if(outline.prefix, [&](sm::StepKey key) {
        if (!possible(steps_[key].command, model)) return true;
        take_effect(steps_[key].command, model);
        return false;
    });
    const auto drop_one = [&] {
        for (std::size_t b = outline.branches.size(); b-- > 0;) {
            auto& branch = outline.branches[b];
            for (std::size_t i = branch.size(); i-- > 0;) {
                const auto& command = steps_[branch[i]].command;
                if (!std::holds_alternative<Read>(command) &&
                    !std::holds_alternative<Clear>(command))
                    continue;
                branch.erase(branch.begin() + static_cast<std::ptrdiff_t>(i));
                return;
            }
        }
    };
    while (!valid(outline)) drop_one();
}

sm::Outline Subject::renumbered(const sm::Outline& outline) {
    sm::Outline same = outline;
    const Program program = program_of(outline);
    const auto first_alike = [&](std::vector<sm::StepKey>& keys, const std::vector<Command>& as) {
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const auto text = std::visit([](const auto& one) { return sm::to_string(one); }, as[i]);
            keys[i] = first_alike_.try_emplace(text, keys[i]).first->second;
        }
    };
    first_alike(same.prefix, program.prefix);
    for (std::size_t b = 0; b < same.branches.size(); ++b)
        first_alike(same.branches[b], program.branches[b]);
    return same;
}

std::vector<std::uint64_t> Subject::states(const sm::Outline& outline) {
    Model model;
    const auto number = [&] { return std::hash<std::string>{}(sm::to_string(model)); };
    std::vector<std::uint64_t> all{number()};
    for (const auto key : outline.prefix) {
        take_effect(steps_[key].command, model);
        all.push_back(number());
    }
    return all;
}

sm::Tree Subject::arguments(sm::StepKey step) {
    return std::visit([](const auto& command) { return sm::to_tree(command); },
                      steps_[step].command);
}

const sm::Schema& Subject::schema(sm::StepKey step) {
    return std::visit([]<class C>(const C&) -> const sm::Schema& { return sm::schema_of<C>(); },
                      steps_[step].command);
}

std::optional<sm::StepKey> Subject::with_arguments(sm::StepKey step, const sm::Tree& tree) {
    try {
        const Step old = steps_[step];
        return std::visit([&]<class C>(const C&) { return keep(old.id, sm::from_tree<C>(tree)); },
                          old.command);
    } catch (const sm::BadValue&) {
        return std::nullopt;
    }
}

std::vector<sm::StepId> Subject::references(sm::StepKey step) {
    const auto* use = std::get_if<Use>(&steps_[step].command);
    return use == nullptr ? std::vector<sm::StepId>{} : std::vector{use->one.id, use->other.id};
}

sm::StepKey Subject::with_references(sm::StepKey step, const std::vector<sm::StepId>& to) {
    return keep(steps_[step].id, Use{{to.at(0)}, {to.at(1)}});
}

sm::Tree Subject::initial(const sm::Outline& outline) {
    return sm::to_tree(Start{outline.initial});
}

std::optional<std::uint32_t> Subject::with_initial(const sm::Tree& tree) {
    try {
        return static_cast<std::uint32_t>(sm::from_tree<Start>(tree).height);
    } catch (const sm::BadValue&) {
        return std::nullopt;
    }
}

sm::Outline Subject::reseeded(const sm::Outline& outline, std::uint64_t number) const {
    sm::Outline other = outline;
    if (fails_by_one_seed_in > 1) other.seed = sm::Seed{outline.seed}.child(number).value;
    return other;
}

bool Subject::fails_by_seed(const sm::Outline& outline) const {
    const sm::Seed seed = sm::Seed{outline.seed}.child(to_string(program_of(outline)));
    return sm::Random(seed).below(fails_by_one_seed_in) == 0;
}

sm::Attempt Subject::run(const sm::Outline& outline) {
    ++runs;
    if (clock != nullptr) clock->wait(cost);
    const std::string text = to_string(program_of(outline));
    if (outline.size() == 0) offences.push_back("an empty program");
    if (!valid(outline)) offences.push_back("an invalid program: " + text);
    // Where chance has a say, it is run again at once, and given up for good after that.
    const bool by_chance =
        fails_once_in > 1 || fails_by_one_seed_in > 1 || !outline.branches.empty();
    if (passes.contains(text) && !(by_chance && text == last_))
        offences.push_back("a program that has passed: " + text);
    last_ = text;
    const auto reached = failure_of(outline);
    if (!reached || random.below(fails_once_in) != 0 || !fails_by_seed(*reached)) {
        ++passes[text];
        return {};
    }
    failed.insert(to_string(program_of(*reached)));
    return {true, *reached};
}

}  // namespace toy

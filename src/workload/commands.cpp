#include <sm/value/schema.hpp>
#include <sm/value/to_string.hpp>
#include <sm/workload/commands.hpp>

#include <algorithm>

#include "program/planning.hpp"
#include "workload/node.hpp"

namespace sm::detail::inline workload {
namespace {

/// How many draws are given to one command before none counts as possible.
constexpr int most_attempts = 1000;

/// Whether a value of the schema may have a reference in it. A type may hold itself.
bool has_reference(const Schema& schema, std::vector<const Schema*>& seen) {
    if (schema.kind == Schema::Kind::reference) return true;
    if (std::ranges::find(seen, &schema) != seen.end()) return false;
    seen.push_back(&schema);
    return std::ranges::any_of(schema.parts,
                               [&](const SchemaRef& part) { return has_reference(*part, seen); });
}

void expect_no_references(const Vocabulary& vocabulary) {
    for (const CommandType& command : vocabulary.commands) {
        std::vector<const Schema*> seen;
        if (!has_reference(command.schema(), seen)) continue;
        throw Misuse("commands: " + std::string(vocabulary.names[command.place]) +
                     " has an sm::Ref, but in a run on the fly the commands have no numbers to "
                     "refer to. Leave it out of the variant, or name what it means by a value.");
    }
}

/// Whether the model decides what is drawn.
bool asks_model(const Vocabulary& vocabulary) {
    return vocabulary.has_preconditions || vocabulary.has_weights ||
           std::ranges::any_of(vocabulary.commands, &CommandType::has_own_gen);
}

class DrawnCommands final : public GeneratorNode {
 public:
    DrawnCommands(const Vocabulary& vocabulary, bool asks_model, Any model, StepId id)
        : vocabulary_(vocabulary), asks_model_(asks_model), model_(std::move(model)), id_(id) {}

    std::string_view name() const override { return "commands"; }
    Given next(const Context& context, const Pointer& self) const override {
        const auto worker = someone(context, Doer::client, name());
        if (!worker) return pending(self);
        for (int attempt = 0; attempt < most_attempts; ++attempt) {
            AnyStep step = draw(context.chance());
            if (step.type == nullptr) continue;
            Given given;
            given.then = asks_model_ && !step.type->read_only ? with(step) : self;
            given.next.kind = Next::Kind::act;
            given.next.worker = *worker;
            given.next.act = Issue{std::move(step.command)};
            return given;
        }
        return pending(self);
    }
    std::string waits(const Context&) const override {
        return "commands: none is possible in the state " + to_string(model_.tree()) +
               " (loosen a `pre`, or give a `gen` that draws arguments for which it holds)";
    }

 private:
    /// A command that is possible now, or a step without one.
    AnyStep draw(Random& random) const {
        const CommandType* type = choose(random);
        if (type == nullptr) return {};
        Draw from{random};
        AnyStep step{id_, type, type->draw(from, model_.data())};
        const bool is_possible = step.command.has_value() && precondition_holds(step, model_);
        return is_possible ? std::move(step) : AnyStep{};
    }
    const CommandType* choose(Random& random) const {
        const auto& commands = vocabulary_.commands;
        if (!vocabulary_.has_weights) return &commands[random.below(commands.size())];
        std::vector<std::uint64_t> weights;
        std::uint64_t total = 0;
        for (const CommandType& type : commands) {
            const int given = type.weight == nullptr ? 1 : type.weight(model_.data());
            weights.push_back(given > 0 ? static_cast<std::uint64_t>(given) : 0);
            total += weights.back();
        }
        if (total == 0) return nullptr;
        auto at = random.below(total);
        std::size_t i = 0;
        for (; at >= weights[i]; ++i) at -= weights[i];
        return &commands[i];
    }
    Pointer with(const AnyStep& step) const {
        Any model = model_;
        plan(step, model);
        return make<DrawnCommands>(vocabulary_, asks_model_, std::move(model), id_ + 1);
    }

    const Vocabulary& vocabulary_;
    bool asks_model_;
    Any model_;
    StepId id_;
};

}  // namespace

Generator draw_commands(const Vocabulary& vocabulary, Any model) {
    expect_no_references(vocabulary);
    return generator_of<DrawnCommands>(vocabulary, asks_model(vocabulary), std::move(model),
                                       StepId{1});
}

}  // namespace sm::detail::inline workload

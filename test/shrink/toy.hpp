#pragma once
/// A toy to shrink: slots that are filled, read and cleared, and failures that are any function of
/// what was run.

#include <sm/shrink/programs.hpp>
#include <sm/spec/domain.hpp>
#include <sm/spec/ref.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace toy {

struct Fill {
    sm::Below<4> slot;
    int value;
};
struct Read {  // only of a slot that is filled
    sm::Below<4> slot;
};
struct Clear {  // only of a slot that is filled
    sm::Below<4> slot;
};
struct Say {
    std::string text;
    std::vector<int> numbers;
};
struct Make {};  // what others refer to
struct Use {
    sm::Ref<Make> one;
    sm::Ref<Make> other;
};
using Command = std::variant<Fill, Read, Clear, Say, Make, Use>;

struct Start {
    sm::Below<1000> height;
};

using Model = std::map<int, int>;  // slot: value

/// A reference is to the place of a step, counted from 1 through the prefix and the branches.
struct Program {
    Start start;
    std::vector<Command> prefix;
    std::vector<std::vector<Command>> branches;
};

/// Whether a run of these commands, to their end, fails.
using Predicate = std::function<bool(const Program&)>;

/// Runs nothing but the predicate: on every beginning of a sequential program, as a judge that
/// looks at each answer would, and on the whole of a concurrent one.
class Subject final : public sm::Subject {
 public:
    explicit Subject(Predicate fails) : fails_(std::move(fails)) {}

    // What a run of it does, beside failing.
    sm::Clock* clock = nullptr;
    sm::Duration cost{};
    std::uint64_t fails_once_in = 1;  ///< how rarely what fails is seen to fail
    std::uint64_t fails_by_one_seed_in = 1;
    sm::Random random{1};

    // What was seen of the search.
    std::uint64_t runs = 0;
    std::vector<std::string> offences;            ///< what should never have been run
    std::map<std::string, std::uint64_t> passes;  ///< by program: how often it passed
    std::set<std::string> failed;

    sm::Outline outline_of(const Program& program);
    Program program_of(const sm::Outline& outline) const;

    /// The program up to where it fails; nothing if it does not, whatever chance says.
    std::optional<sm::Outline> failure_of(const sm::Outline& outline) const;
    bool valid(const sm::Outline& outline) const;

    /// Every program with one step less, one argument simpler, or one reference to an earlier step,
    /// that still fails.
    std::vector<sm::Outline> failing_neighbours(const sm::Outline& outline);

    void repair(sm::Outline& outline) override;
    sm::Outline renumbered(const sm::Outline& outline) override;
    std::vector<std::uint64_t> states(const sm::Outline& outline) override;
    std::optional<sm::Outline> shortcut(const sm::Outline&, std::size_t) override { return {}; }
    sm::Tree arguments(sm::StepKey step) override;
    const sm::Schema& schema(sm::StepKey step) override;
    std::optional<sm::StepKey> with_arguments(sm::StepKey step, const sm::Tree& tree) override;
    sm::StepId id(sm::StepKey step) override { return steps_[step].id; }
    std::vector<sm::StepId> references(sm::StepKey step) override;
    sm::StepKey with_references(sm::StepKey step, const std::vector<sm::StepId>& to) override;
    sm::Tree initial(const sm::Outline& outline) override;
    const sm::Schema& initial_schema() override { return sm::schema_of<Start>(); }
    std::optional<std::uint32_t> with_initial(const sm::Tree& tree) override;
    sm::Outline reseeded(const sm::Outline& outline, std::uint64_t number) const override;
    sm::Attempt run(const sm::Outline& outline) override;
    /// Whether the program's own seed lets it fail, if it can.
    bool fails_by_seed(const sm::Outline& outline) const;

 private:
    struct Step {
        std::uint32_t id;  // two steps alike are still two
        Command command;
    };
    sm::StepKey keep(std::uint32_t id, const Command& command);
    bool still_fails(sm::Outline candidate, const sm::Outline& than);
    std::vector<sm::StepKey> simpler_steps(sm::StepKey key, const std::vector<sm::StepKey>& before);

    Predicate fails_;
    std::vector<Step> steps_;
    std::map<std::string, sm::StepKey> first_alike_;  // by what they show
    std::uint32_t next_id_ = 1;
    std::string last_;
};

/// The program in one line.
std::string to_string(const Program& program);

/// A valid program without references.
Program draw(sm::Random& random, std::size_t length, std::size_t branches = 0);

/// A valid sequential program of steps that are made and steps that use two of them.
Program draw_with_references(sm::Random& random, std::size_t length);

}  // namespace toy

#pragma once
/// The shrinker's interface to a failing program: what is valid, what is simpler, does it still
/// fail?

#include <sm/spec/ref.hpp>
#include <sm/value/schema.hpp>
#include <sm/value/tree.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace sm {

/// A step in the subject's keeping; equal keys are the same step with the same arguments.
using StepKey = std::uint32_t;

/// A program as the passes see it: which steps, in what order, on which branch.
struct Outline {
    std::uint32_t initial = 0;  ///< which initial model, in the subject's keeping
    std::vector<StepKey> prefix;
    std::vector<std::vector<StepKey>> branches;
    std::uint64_t seed = 0;  ///< of the system's own chance, where it takes one
    /// How the branches interleave, in the subject's keeping, or 0; no pass changes it.
    std::uint32_t schedule = 0;

    std::size_t size() const;
    friend bool operator==(const Outline&, const Outline&) = default;
    friend auto operator<=>(const Outline&, const Outline&) = default;
};

/// The result of one execution of a program.
struct Attempt {
    bool failed = false;
    Outline reached;       ///< if it failed: the program without what came after the failure
    bool by_steps = true;  ///< a sequential one was judged after each step, and passed until then
};

/// The program under shrinking. It knows commands, models and the system; the passes do not.
class Subject {
 public:
    virtual ~Subject() = default;

    /// Drops what is not valid where it stands, and whatever refers to it. Runs nothing.
    virtual void repair(Outline& outline) = 0;

    /// The program with its steps numbered in order: the same for programs that do the same,
    /// whatever their steps are numbered.
    virtual Outline renumbered(const Outline& outline) = 0;

    /// A number for the model before each step of the prefix, and one for the model after it;
    /// equal numbers are equal models.
    virtual std::vector<std::uint64_t> states(const Outline& outline) = 0;

    /// The prefix with its steps [0, end) replaced by fewer that lead the model to the same state;
    /// none if no shorter way is found within the subject's bound. With all steps replaced it is
    /// one to any state that is wrong in itself, if the program leads to one. Runs nothing.
    virtual std::optional<Outline> shortcut(const Outline& outline, std::size_t end) = 0;

    /// A step's arguments as a tree, and what values they may have.
    virtual Tree arguments(StepKey step) = 0;
    virtual const Schema& schema(StepKey step) = 0;
    /// The same step with other arguments; none if they are no value of its type.
    virtual std::optional<StepKey> with_arguments(StepKey step, const Tree& arguments) = 0;

    /// The number by which other steps refer to this one, and those of the steps it refers to.
    virtual StepId id(StepKey step) = 0;
    virtual std::vector<StepId> references(StepKey step) = 0;
    /// The same step with other references, as many and in the same order.
    virtual StepKey with_references(StepKey step, const std::vector<StepId>& references) = 0;

    /// The initial model likewise.
    virtual Tree initial(const Outline& outline) = 0;
    virtual const Schema& initial_schema() = 0;
    virtual std::optional<std::uint32_t> with_initial(const Tree& model) = 0;

    /// The same program with another seed, the `number`th from 1 on; itself where the system takes
    /// none. In a smaller program the system makes its random choices in another order, so it may
    /// pass with the old seed though it fails with most others.
    virtual Outline reseeded(const Outline& outline, std::uint64_t number) const {
        return static_cast<void>(number), outline;
    }

    /// Runs the program once on a fresh system.
    virtual Attempt run(const Outline& outline) = 0;
};

}  // namespace sm

#pragma once
/// Drawing programs from a model: each command where its precondition holds.

#include <sm/base/random.hpp>
#include <sm/program/detail/any_program.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace sm {

/// The shape of the programs to draw.
struct ProgramShape {
    std::size_t length = 50;  ///< commands at most, over prefix and branches
    std::size_t workers = 1;  ///< branches, if it is long enough; with 1 it is sequential
    bool swarm = true;        ///< each program draws from a random subset of the commands
    bool seeded = false;      ///< each program has a seed for its system's own chance
};

namespace detail::inline program {

/// Some of the commands, as a bit each. It is drawn from far more often than it changes, and
/// counting bits is slow where the compiler may not assume an instruction for it.
struct CommandSet {
    std::uint64_t bits = 0;
    std::uint64_t count = 0;

    CommandSet() = default;
    explicit CommandSet(std::uint64_t of)
        : bits(of), count(static_cast<std::uint64_t>(std::popcount(of))) {}
};

/// Draws programs. One generator serves many programs, so that their memory is used again.
class ProgramGenerator {
 public:
    /// The vocabulary must outlive this. Throws Misuse for a shape without length or workers.
    ProgramGenerator(const Vocabulary& vocabulary, ProgramShape shape);

    /// Draws the program that `random` decides into `program`, whose memory is used again.
    /// Throws Misuse, showing the model, if no command is possible in the initial state.
    void draw(Random random, AnyProgram& program);

    /// How many drawn commands were discarded because their precondition was false.
    std::uint64_t discards() const { return discards_; }

 private:
    void draw_sequential(Random& random, AnyProgram& program);
    void draw_parallel(Random& random, AnyProgram& program);
    void draw_steps(Random& random, std::size_t length, Any& model, AnySteps& steps);
    bool draw_step(Random& random, Any& model, AnySteps& steps);
    const CommandType* choose(Random& random, const Any& model, const CommandSet& among);
    [[noreturn]] void no_command_possible(const Any& model) const;

    const Vocabulary& vocabulary_;
    ProgramShape shape_;
    CommandSet all_;
    CommandSet allowed_;  ///< those that this program draws from
    std::vector<std::uint64_t> weights_;
    std::vector<Producer> producers_;
    StepId next_id_ = 1;
    std::uint64_t discards_ = 0;
};

}  // namespace detail::inline program

/// The program that this seed decides, the same on every machine. Throws Misuse, showing the model,
/// if no command is possible in the initial state.
template <class Cmd>
Program<Cmd> draw_program(std::uint64_t seed, const ProgramShape& shape = {}) {
    detail::AnyProgram program;
    detail::ProgramGenerator(detail::vocabulary<Cmd>(), shape).draw(Random(seed), program);
    return detail::typed_program<Cmd>(program);
}

}  // namespace sm

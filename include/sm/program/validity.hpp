#pragma once
/// Whether a program is valid in every interleaving of its branches, and the repair of one that is
/// not.

#include <sm/program/detail/any_program.hpp>

#include <cstddef>

namespace sm {

/// How many interleavings are explored before a program counts as too large.
struct ValidityBound {
    std::size_t states = 20'000;
};

namespace detail::inline program {

void repair(AnyProgram& program, const Vocabulary& vocabulary, ValidityBound bound = {});
bool valid(const AnyProgram& program, const Vocabulary& vocabulary, ValidityBound bound = {});

}  // namespace detail::inline program

/// Drops the commands that are not valid where they stand, and whatever refers to their answers,
/// until the program is valid in every interleaving. A command is dropped, never changed; where the
/// bound is reached, the last step of the longest branch goes.
template <class Cmd>
void repair(Program<Cmd>& program, ValidityBound bound = {}) {
    auto any = detail::any_program(program);
    detail::repair(any, detail::vocabulary<Cmd>(), bound);
    program = detail::typed_program<Cmd>(any);
}

/// Whether every command's precondition holds, and every reference has its producer, in every
/// order in which the branches may interleave.
template <class Cmd>
bool valid(const Program<Cmd>& program, ValidityBound bound = {}) {
    return detail::valid(detail::any_program(program), detail::vocabulary<Cmd>(), bound);
}

}  // namespace sm

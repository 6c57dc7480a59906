#pragma once
/// A shorter way for a model from one state to another, by commands that are known.

#include <sm/program/detail/any_program.hpp>

#include <cstddef>
#include <optional>

namespace sm::detail::inline program {

/// How far the search for a shorter way goes.
struct ShortcutBound {
    std::size_t applications = 50'000;  ///< of a command to a model
};

/// The steps [0, end) of the program's prefix, replaced by as few as possible of the program's own
/// commands (and one with arguments by type of each kind that it has none of) that lead the model
/// to the same state, or, if its invariant is broken there, to any such state; none if no shorter
/// way is found within `bound`. Steps whose answers the rest of the program refers to stay.
std::optional<AnyProgram> shortcut(const AnyProgram& program, std::size_t end,
                                   const Vocabulary& vocabulary, ShortcutBound bound = {});

}  // namespace sm::detail::inline program

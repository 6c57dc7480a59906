#pragma once
/// Programs as trees, for failure files.

#include <sm/program/detail/any_program.hpp>
#include <sm/value/tree.hpp>

#include <string>
#include <utility>

namespace sm::detail::inline check {

Tree program_tree(const AnyProgram& program, const Vocabulary& vocabulary);

/// Throws BadValue, saying where, if the tree is no program of these commands.
AnyProgram read_program_tree(const Tree& tree, const Vocabulary& vocabulary);

/// A command that was written with its name; throws BadValue beginning with `place`.
std::pair<const CommandType*, Any> read_command(const Tree& tree, const Vocabulary& vocabulary,
                                                const std::string& place);

}  // namespace sm::detail::inline check

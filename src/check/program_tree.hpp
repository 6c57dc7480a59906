#pragma once
/// Programs as trees, for failure files.

#include <sm/program/detail/any_program.hpp>
#include <sm/value/tree.hpp>

#include <string>
#include <string_view>

namespace sm::detail::inline check {

/// A command with its name, as a value of the variant of commands is written.
Tree command_tree(const CommandType& type, const Any& command, const Vocabulary& vocabulary);

Tree program_tree(const AnyProgram& program, const Vocabulary& vocabulary);

/// Throws BadValue, saying where, if the tree is no program of these commands.
AnyProgram read_program_tree(const Tree& tree, const Vocabulary& vocabulary);

/// A field that must be there; throws BadValue that says where it is missing.
const Tree& required(const Tree& tree, std::string_view name, const std::string& place);

}  // namespace sm::detail::inline check

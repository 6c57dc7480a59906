#pragma once
/// Timed programs as trees, for failure files.

#include <sm/value/tree.hpp>
#include <sm/workload/timed_program.hpp>

namespace sm::detail::inline workload {

Tree timed_program_tree(const AnyTimedProgram& program, const Vocabulary& vocabulary);

/// Throws BadValue, saying where, if the tree is no timed program of these commands.
AnyTimedProgram read_timed_program(const Tree& tree, const Vocabulary& vocabulary);

}  // namespace sm::detail::inline workload

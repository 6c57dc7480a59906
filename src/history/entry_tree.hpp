#pragma once
/// Entries of a history as trees, for files and for what a child process tells its parent.

#include <sm/history/detail/any_history.hpp>
#include <sm/value/tree.hpp>

#include <string_view>

namespace sm::detail::inline history {

std::string_view to_string(Ending ending);
Ending ending_named(std::string_view name);  ///< throws BadValue

/// A field of a record, whether it comes from a value or was read from a file; null if it is
/// absent.
const Tree* field_of(const Tree& tree, std::string_view name);

/// When the call was, and what became of it; without its command.
Tree outcome_tree(const AnyEntry& entry);

/// Fills in what `outcome_tree` gave; the entry's command is there already.
void read_outcome(const Tree& tree, AnyEntry& entry);

}  // namespace sm::detail::inline history

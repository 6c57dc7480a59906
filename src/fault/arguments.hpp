#pragma once
/// Reading what the arguments of a fault say, whether they were written as a map or as a record.

#include <sm/fault/partition.hpp>
#include <sm/value/tree.hpp>

#include <functional>
#include <string>

namespace sm::fault::detail {

/// The nodes that a name, or a list of names, stands for; each once, in that order.
Nodes named(const Tree& names, const Resolve& resolve);

/// The entries of a map, or the fields of a record by their names.
void for_each_entry(const Tree& tree, const std::function<void(const Tree&, const Tree&)>& take);

/// The value of an entry or field, or null.
const Tree* entry(const Tree& tree, const std::string& name);

}  // namespace sm::fault::detail

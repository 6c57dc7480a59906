#pragma once
/// Reading what the arguments of a fault say, whether they were written as a map or as a record.

#include <sm/base/clock.hpp>
#include <sm/fault/partition.hpp>
#include <sm/value/tree.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace sm::detail::inline fault {

/// The nodes that a name, or a list of names, stands for; each once, in that order.
Nodes named(const Tree& names, const Resolve& resolve);

/// Whether it is a map or a record.
bool has_entries(const Tree& tree);

/// The entries of a map, or the fields of a record by their names.
void for_each_entry(const Tree& tree, const std::function<void(const Tree&, const Tree&)>& take);

/// The value of an entry or field, or null.
const Tree* entry(const Tree& tree, const std::string& name);

/// Throws Misuse for an entry that is none of these: misspelt, it would be left out of account.
void expect_keys(const char* fault, const Tree& arguments, const std::vector<std::string>& keys);

/// The entry of this name, as a `T`; none if there is none.
template <class T>
std::optional<T> given(const Tree& arguments, const char* name) {
    const auto* found = entry(arguments, name);
    if (found == nullptr) return std::nullopt;
    return from_tree<T>(*found);
}

/// How long: the entry `by`. Throws Misuse, with an example, where it is missing or nothing.
Duration time_of(const char* fault, const Tree& arguments, const char* example);

/// Those of the entry `nodes`. Throws Misuse, with an example, where it is missing.
Nodes nodes_of(const char* fault, const Tree& arguments, const Resolve& resolve,
               const char* example);

}  // namespace sm::detail::inline fault

#pragma once
/// Partitions: who does not reach whom, as arguments of a fault, as cuts and as text.

#include <sm/cluster/cut.hpp>
#include <sm/fault/detail/namespace.hpp>
#include <sm/spec/fault.hpp>
#include <sm/value/tree.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace sm::fault {

using Nodes = std::vector<std::string>;

/// Groups, such as `[[n1, n2], [n3]]`: nodes of different groups do not reach each other. Nodes
/// that are in none make up one more group.
Fault partition(const std::vector<Nodes>& groups);

/// Directed cuts, such as `{n1: [n2, n3]}`: n1 does not reach n2 and n3, which reach it.
Fault directed_partition(const std::map<std::string, Nodes>& cuts);

/// Answers which nodes a name in the arguments means: itself, or the answer to a question.
using Resolve = std::function<Nodes(const std::string& name)>;

/// The cuts that arguments of `partition` stand for, each once, in the order of `nodes`. Throws
/// Misuse for a node that is in two groups, and for arguments of another form.
std::vector<Cut> cuts_of(const Tree& arguments, const Nodes& nodes, const Resolve& resolve);

/// What a person reads: `{n1 n2 | n3 n4 n5}` for groups, `n1 ⇸ n2` for what n1 sends, `n1 ⇹ n2`
/// for both ways. Nodes that reach all, and all reach, may be left out.
std::string partition_text(const std::vector<Cut>& cuts, const Nodes& nodes);

}  // namespace sm::fault

#pragma once
/// Where the nodes of etcd run: in containers, or as local processes.

#include <optional>
#include <string>

#include "../common/machines.hpp"

namespace etcd {

/// The place of this name: docker, process, or auto, which is docker where an engine answers, and
/// process elsewhere. Throws sm::Misuse for another name, and sm::Unsupported for `simulated`,
/// saying why; both tell what the name was `given_by`: "SM_ON" or "--on".
common::On place(const std::string& name, const std::string& given_by);

/// What SM_ON names, auto if it is not set; asked once a process. Throws likewise.
common::On chosen_place();

/// Why the tests cannot run there, in one line; nothing if they can. Throws likewise.
std::optional<std::string> unusable();

}  // namespace etcd

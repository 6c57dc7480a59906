#pragma once
/// Where the nodes of etcd run: in containers, or as local processes.

#include <sm/cluster/backend.hpp>

#include <optional>
#include <string>

namespace etcd {

/// As sm::backend_of; throws sm::Unsupported for `simulated`, saying why.
sm::Backend place(const std::string& name, const std::string& given_by);

/// Why the tests cannot run where SM_ON says, in one line; nothing if they can.
std::optional<std::string> unusable();

}  // namespace etcd

#pragma once
/// The image of a program of this machine, for a node that has no other.

#include <sm/cluster/docker/docker.hpp>
#include <sm/cluster/node_spec.hpp>

#include <string>

namespace sm::detail::inline cluster {

/// Where such a program runs, and its data is.
inline constexpr const char* program_directory = "/data";

/// The spec with an image that runs its program, with the shared libraries that it is linked with;
/// as it is if it has one, or no program.
NodeSpec with_image(const Docker& docker, NodeSpec spec);

}  // namespace sm::detail::inline cluster

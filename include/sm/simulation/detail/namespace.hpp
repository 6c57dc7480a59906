#pragma once
/// What the room offers to users, as its own detail namespace sees it.

namespace sm::simulation {}

namespace sm::detail::inline simulation {

using namespace sm::simulation;

}  // namespace sm::detail::inline simulation

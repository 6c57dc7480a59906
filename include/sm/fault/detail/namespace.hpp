#pragma once
/// What the room offers to users, as its own detail namespace sees it.

namespace sm::fault {}

namespace sm::detail::inline fault {

using namespace sm::fault;

}  // namespace sm::detail::inline fault

#pragma once
/// What the room offers to users, as its own detail namespace sees it.

namespace sm::history {}

namespace sm::detail::inline history {

using namespace sm::history;

}  // namespace sm::detail::inline history

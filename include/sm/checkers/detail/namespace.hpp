#pragma once
/// What the room offers to users, as its own detail namespace sees it.

namespace sm::checkers {}

namespace sm::detail::inline checkers {

using namespace sm::checkers;

}  // namespace sm::detail::inline checkers

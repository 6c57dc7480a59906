#include "schedule/control.hpp"

namespace sm::detail::inline schedule {

thread_local Control* controlling = nullptr;

Control* control() noexcept { return controlling; }

}  // namespace sm::detail::inline schedule

#include "schedule/control.hpp"

namespace sm::detail {

thread_local Control* controlling = nullptr;

Control* control() noexcept { return controlling; }

}  // namespace sm::detail

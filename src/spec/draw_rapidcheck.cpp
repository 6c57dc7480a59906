#include <sm/spec/detail/draw_rapidcheck.hpp>

#include <rapidcheck/GenerationFailure.h>

namespace sm::detail::inline spec {

std::mutex& rapidcheck_mutex() {
    static std::mutex mutex;
    return mutex;
}

bool gave_up(const std::exception& error) {
    return dynamic_cast<const rc::GenerationFailure*>(&error) != nullptr;
}

}  // namespace sm::detail::inline spec

#include <sm/spec/detail/draw_rapidcheck.hpp>

namespace sm::detail {

std::mutex& rapidcheck_mutex() {
    static std::mutex mutex;
    return mutex;
}

}  // namespace sm::detail

#include <sm/run/parallel.hpp>

#include <fmt/format.h>

namespace sm::detail {

std::string time_out_reason(Duration limit) {
    const auto seconds = std::chrono::duration<double>(limit).count();
    return fmt::format("no answer within {:g} s", seconds);
}

}  // namespace sm::detail

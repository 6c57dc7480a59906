#include "workload/duration.hpp"

#include <array>
#include <utility>

namespace sm::detail::inline workload {

std::string show_duration(Duration duration) {
    constexpr std::array<std::pair<Duration::rep, const char*>, 3> units{
        {{1'000'000'000, "s"}, {1'000'000, "ms"}, {1'000, "us"}}};
    const auto count = duration.count();
    for (const auto& [size, name] : units) {
        if (count != 0 && count % size == 0) return std::to_string(count / size) + name;
    }
    return std::to_string(count) + "ns";
}

}  // namespace sm::detail::inline workload

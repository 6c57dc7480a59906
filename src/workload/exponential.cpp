#include "workload/exponential.hpp"

#include <cstdint>

namespace sm::detail::inline workload {
namespace {

__extension__ typedef unsigned __int128 Wide;

/// How many draws go down one after another, `first` included.
int run_down_from(std::uint64_t first, Random& random) {
    int length = 1;
    for (auto last = first;; ++length) {
        const auto next = random.next();
        if (next > last) return length;
        last = next;
    }
}

}  // namespace

Duration draw_exponential(Duration mean, Random& random) {
    for (Duration whole{};; whole += mean) {
        const auto fraction = random.next();
        if (run_down_from(fraction, random) % 2 == 0) continue;
        const auto part = static_cast<Wide>(fraction) * static_cast<Wide>(mean.count()) >> 64;
        return whole + Duration{static_cast<Duration::rep>(part)};
    }
}

}  // namespace sm::detail::inline workload

#include <sm/shrink/budget.hpp>

#include <algorithm>
#include <cmath>

namespace sm {

int passes_to_believe(double rate, double doubt, int most) {
    if (rate >= 1.0) return 1;
    if (rate <= 0.0) return most;
    const double passes = std::ceil(std::log(doubt) / std::log1p(-rate));
    return static_cast<int>(std::clamp(passes, 1.0, static_cast<double>(most)));
}

}  // namespace sm

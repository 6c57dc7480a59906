#include "history/run_clock.hpp"

#include <algorithm>

namespace sm::detail::inline history {

RunClock::RunClock(std::span<const Operation> operations) {
    recorded_ = std::any_of(operations.begin(), operations.end(), [](const Operation& operation) {
        return operation.began != Duration{} || operation.ended != Duration{};
    });
    for (const Operation& operation : operations) {
        end_ = std::max(end_, began(operation));
        if (recorded_) {
            end_ = std::max(end_, operation.ended);
        } else if (operation.returned != never) {
            end_ = std::max(end_, Duration{operation.returned});
        }
    }
}

Duration RunClock::began(const Operation& operation) const {
    return recorded_ ? operation.began : Duration{operation.invoked};
}

Duration RunClock::ended(const Operation& operation) const {
    if (!recorded_) {
        const bool seen = operation.returned != never;
        return seen ? std::max(Duration{operation.returned}, began(operation)) : end_;
    }
    if (operation.ended >= operation.began) return operation.ended;
    return operation.indeterminate() ? end_ : operation.began;
}

}  // namespace sm::detail::inline history

#include "report/run_clock.hpp"

#include <algorithm>

namespace sm::report {

RunClock::RunClock(std::span<const history::Operation> operations) {
    recorded_ =
        std::any_of(operations.begin(), operations.end(), [](const history::Operation& operation) {
            return operation.began != Duration{} || operation.ended != Duration{};
        });
    for (const history::Operation& operation : operations) {
        end_ = std::max(end_, began(operation));
        if (recorded_) {
            end_ = std::max(end_, operation.ended);
        } else if (operation.returned != never) {
            end_ = std::max(end_, Duration{operation.returned});
        }
    }
}

Duration RunClock::began(const history::Operation& operation) const {
    return recorded_ ? operation.began : Duration{operation.invoked};
}

Duration RunClock::ended(const history::Operation& operation) const {
    if (!recorded_) {
        const bool seen = operation.returned != never;
        return seen ? std::max(Duration{operation.returned}, began(operation)) : end_;
    }
    if (operation.ended >= operation.began) return operation.ended;
    return operation.indeterminate() ? end_ : operation.began;
}

}  // namespace sm::report

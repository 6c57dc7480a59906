#include <sm/simulation/filter.hpp>

namespace sm {

FilterCounts& FilterCounts::operator+=(const FilterCounts& other) {
    seen += other.seen;
    passed += other.passed;
    dropped += other.dropped;
    kept += other.kept;
    return *this;
}

FilterCounts Filters::counts() const {
    FilterCounts sum;
    for (const auto& place : places_) sum += place->counts();
    return sum;
}

void Filters::remove() {
    for (const auto& place : places_) place->remove();
}

}  // namespace sm

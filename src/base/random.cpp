#include <sm/base/misuse.hpp>
#include <sm/base/random.hpp>

#include <string>

namespace sm::detail::inline base {

void misuse_below_zero() {
    throw Misuse("Random::below(0): there is no number below 0; give at least 1");
}

void misuse_between(std::int64_t low, std::int64_t high) {
    throw Misuse("Random::between(" + std::to_string(low) + ", " + std::to_string(high) +
                 "): the range is empty; give the lower bound first");
}

void misuse_chance(std::uint64_t numerator, std::uint64_t denominator) {
    throw Misuse("Random::chance(" + std::to_string(numerator) + ", " +
                 std::to_string(denominator) + "): give a probability between 0 of 1 and 1 of 1");
}

}  // namespace sm::detail::inline base

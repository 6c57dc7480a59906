#pragma once
/// Draws by shares and latencies, in integers.

#include <sm/base/random.hpp>
#include <sm/simulation/options.hpp>

#include <cstdint>

namespace sm::detail::inline simulation {

/// Whether it happens this time. Draws nothing where that is certain.
inline bool happens(double share, Random& random) {
    if (share <= 0) return false;
    if (share >= 1) return true;
    constexpr double whole = 4294967296.0;
    return (random.next() >> 32) < static_cast<std::uint64_t>(share * whole);
}

inline Duration between(Duration least, Duration most, Random& random) {
    return most > least ? Duration{random.between(least.count(), most.count())} : least;
}

inline Duration draw(const Latency& latency, Random& random) {
    if (happens(latency.tail, random)) return between(latency.most, latency.longest, random);
    return between(latency.least, latency.most, random);
}

}  // namespace sm::detail::inline simulation

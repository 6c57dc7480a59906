#include <sm/base/misuse.hpp>
#include <sm/simulation/detail/traffic.hpp>
#include <sm/simulation/filter.hpp>
#include <sm/value/to_string.hpp>

#include <fmt/format.h>

namespace sm::detail::inline simulation {

double checked_share(const char* filter, double share) {
    if (share >= 0 && share <= 1) return share;
    throw Misuse(fmt::format("filter::{}: the share is {}; it is from 0 to 1", filter, share));
}

Duration checked_time(const char* filter, Duration time) {
    if (time >= Duration::zero()) return time;
    throw Misuse(fmt::format("filter::{}: the time is {}; it must not be below zero", filter,
                             to_string(time)));
}

void misuse_filter_of_streams(NodeId node, const char* direction) {
    throw Misuse(
        fmt::format("node {} has {} filters and talks on a stream, which they do not act on: cut, "
                    "clog or delay its links instead, as by cluster.cut({{{{.from = \"n{}\", .to = "
                    "...}}}})",
                    node, direction, node));
}

}  // namespace sm::detail::inline simulation

namespace sm::simulation {

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

}  // namespace sm::simulation

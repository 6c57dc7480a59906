#pragma once
/// Waiting times without memory, from whole numbers alone, so that they are the same everywhere.

#include <sm/base/clock.hpp>
#include <sm/base/random.hpp>

namespace sm::detail::inline workload {

/// Exponential with this mean, by comparisons only (von Neumann, "Various techniques used in
/// connection with random digits", 1951): a run of draws that go down from x has an odd length with
/// probability exp(-x); every other run adds one.
Duration draw_exponential(Duration mean, Random& random);

}  // namespace sm::detail::inline workload

#pragma once
/// Waiting times without memory, from whole numbers alone, so that they are the same everywhere.

#include <sm/value/clock.hpp>
#include <sm/value/random.hpp>

namespace sm::detail {

/// Exponential with this mean, by comparisons only (von Neumann, "Various techniques used in
/// connection with random digits", 1951): a run of draws that go down from x has an odd length with
/// probability exp(-x); every other run adds one.
Duration draw_exponential(Duration mean, Random& random);

}  // namespace sm::detail

#pragma once
/// Places in a program where it may, in a simulation, do the unusual that is still right.

#include <string_view>

namespace sm {

/// True now and then, in a simulation only: a place of this name is on in a quarter of the runs,
/// and then true in a quarter of the visits, as the seed decides. For what is rare and allowed: to
/// send less than fits, to time out at once, to take a snapshot early.
///
///     const auto batch = sm::buggify("small batch") ? 1 : 64;
bool buggify(std::string_view place);

}  // namespace sm

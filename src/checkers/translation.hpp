#pragma once
/// Operations as calls of an object, as long as there is time.

#include <sm/checkers/object.hpp>

#include <functional>
#include <optional>

namespace sm::detail::inline checkers {

/// As `object_history`; asks now and then whether to go on, and returns none if not.
std::optional<ObjectHistory> translated(Object object,
                                        std::span<const history::Operation> operations,
                                        const ObjectOptions& options,
                                        const std::function<bool()>& go_on);

}  // namespace sm::detail::inline checkers

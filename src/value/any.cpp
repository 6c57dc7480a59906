#include <sm/value/detail/any.hpp>

namespace sm::detail::inline value {

template struct AnyOperations<bool>;
template struct AnyOperations<int>;
template struct AnyOperations<std::optional<int>>;

}  // namespace sm::detail::inline value

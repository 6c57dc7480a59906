#pragma once
/// Drawing from the user's RapidCheck generators. RapidCheck itself is included by the user who
/// writes one; nothing here needs it before such a generator is used.

#include <sm/spec/command.hpp>
#include <sm/spec/generate.hpp>

#include <exception>
#include <mutex>
#include <optional>
#include <utility>

namespace rc {
class Random;
}

namespace sm::detail::inline spec {

/// RapidCheck keeps generation state in plain statics: one thread may generate at a time.
std::mutex& rapidcheck_mutex();

/// The size that RapidCheck's generators scale with; 100 is its full range.
inline constexpr int rapidcheck_size = 100;

/// Whether the exception says that RapidCheck could not draw a value.
bool gave_up(const std::exception& error);

/// A value of a RapidCheck generator; none if it gives up (as `suchThat` does). Whatever else it
/// throws is a fault in it, and passed on.
template <class T, class RcRandom = rc::Random>
std::optional<T> draw_rapidcheck(const rc::Gen<T>& gen, Random& random) {
    const std::lock_guard lock(rapidcheck_mutex());
    try {
        return gen(RcRandom(random.next()), rapidcheck_size).value();
    } catch (const std::exception& error) {
        if (!gave_up(error)) throw;
        return std::nullopt;
    }
}

}  // namespace sm::detail::inline spec

#pragma once
/// Drawing from the user's RapidCheck generators. RapidCheck itself is included by the user who
/// writes one; nothing here needs it before such a generator is used.

#include <sm/spec/command.hpp>
#include <sm/spec/generate.hpp>
#include <sm/value/misuse.hpp>

#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace rc {
class Random;
}

namespace sm::detail {

/// RapidCheck keeps generation state in plain statics: one thread may generate at a time.
std::mutex& rapidcheck_mutex();

/// The size that RapidCheck's generators scale with; 100 is its full range.
inline constexpr int rapidcheck_size = 100;

/// A value of a RapidCheck generator; none if it gives up (as `suchThat` does).
template <class T, class RcRandom = rc::Random>
std::optional<T> draw_rapidcheck(const rc::Gen<T>& gen, Random& random) {
    const std::lock_guard lock(rapidcheck_mutex());
    try {
        return gen(RcRandom(random.next()), rapidcheck_size).value();
    } catch (const Misuse&) {
        throw;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

}  // namespace sm::detail

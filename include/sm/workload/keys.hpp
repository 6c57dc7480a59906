#pragma once
/// Independent keys: the same work on one key after another, so that a long run can be judged in
/// short histories. After `jepsen.independent`.

#include <sm/workload/generator.hpp>

#include <cstdint>
#include <functional>
#include <limits>

namespace sm::gen {

/// The work on one key; a `limit` or `time_limit` in it bounds it.
using WorkOnKey = std::function<Generator(std::int64_t key)>;

/// The keys first, first + 1, ….
struct Keys {
    static constexpr std::int64_t endless = std::numeric_limits<std::int64_t>::max();

    std::int64_t first = 0;
    std::int64_t count = endless;
};

/// All workers on one key; when its work is over, on the next one.
Generator sequential_keys(WorkOnKey work, Keys keys = {});

/// The clients in groups of so many, each group on a key of its own; when the work on it is over,
/// the group takes the next new key.
///
///     sm::gen::concurrent_keys(10, [](std::int64_t key) {
///         return sm::gen::limit(200, sm::gen::mix({sm::gen::repeat(Read{key}), writes_to(key)}));
///     })
///
/// Throws Misuse, when it runs, if the clients cannot be divided so. The nemesis does not see it.
Generator concurrent_keys(int workers_per_key, WorkOnKey work, Keys keys = {});

}  // namespace sm::gen

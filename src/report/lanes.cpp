#include "report/lanes.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>

namespace sm::report {
namespace {

/// The life of a process, in events of the history.
struct Life {
    std::int64_t process = 0;
    Timestamp from = 0;
    Timestamp until = 0;    ///< the invocation of its last operation if that is open
    bool replaced = false;  ///< its last operation is open
};

std::vector<Life> lives_of(std::span<const history::Operation> operations) {
    std::map<std::int64_t, Life> lives;
    for (const history::Operation& operation : operations) {
        if (operation.by_nemesis()) continue;
        const auto [life, fresh] = lives.try_emplace(
            operation.process, Life{operation.process, operation.invoked, operation.invoked});
        life->second.replaced = operation.indeterminate();
        const bool returned = !operation.indeterminate() && operation.returned != never;
        life->second.until =
            std::max(life->second.until, returned ? operation.returned : operation.invoked);
    }
    std::vector<Life> sorted;
    for (const auto& [process, life] : lives) sorted.push_back(life);
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Life& a, const Life& b) { return a.from < b.from; });
    return sorted;
}

/// Whether each life has a number below `workers`, or `workers` more than the one that it replaced.
bool fits(const std::vector<Life>& lives, std::int64_t workers) {
    std::vector<const Life*> last(static_cast<std::size_t>(workers), nullptr);
    for (const Life& life : lives) {
        if (life.process < 0) return false;
        const Life*& before = last[static_cast<std::size_t>(life.process % workers)];
        if (before == nullptr && life.process >= workers) return false;
        if (before != nullptr && (!before->replaced || before->until > life.from ||
                                  life.process != before->process + workers)) {
            return false;
        }
        before = &life;
    }
    return true;
}

/// How many are alive at a time, at most: so many workers there are at least.
std::size_t most_at_once(const std::vector<Life>& lives) {
    std::multiset<Timestamp> ends;
    std::size_t most = 0;
    for (const Life& life : lives) {
        ends.erase(ends.begin(), ends.lower_bound(life.from));
        ends.insert(life.until);
        most = std::max(most, ends.size());
    }
    return most;
}

std::optional<std::int64_t> workers_of(const std::vector<Life>& lives) {
    constexpr std::size_t tries = 256;
    const auto least = std::max<std::size_t>(1, most_at_once(lives));
    // Workers that never ran leave holes in the numbers, so that there may be more than are seen.
    for (std::size_t workers = least; workers < least + tries; ++workers) {
        if (fits(lives, static_cast<std::int64_t>(workers))) {
            return static_cast<std::int64_t>(workers);
        }
    }
    return std::nullopt;
}

/// By the first lane that is free; those whose process was replaced are, and no others.
std::map<std::int64_t, std::size_t> first_free(const std::vector<Life>& lives) {
    std::map<std::int64_t, std::size_t> lanes;
    std::vector<const Life*> last;
    for (const Life& life : lives) {
        const auto free = std::find_if(last.begin(), last.end(), [&](const Life* before) {
            return before->replaced && before->until <= life.from;
        });
        const auto lane = static_cast<std::size_t>(free - last.begin());
        if (free == last.end()) last.push_back(nullptr);
        last[lane] = &life;
        lanes[life.process] = lane;
    }
    return lanes;
}

}  // namespace

Lanes lanes_of(std::span<const history::Operation> operations) {
    const auto lives = lives_of(operations);
    const auto workers = workers_of(lives);
    const auto free = workers ? std::map<std::int64_t, std::size_t>{} : first_free(lives);
    Lanes lanes;
    for (const history::Operation& operation : operations) {
        auto& lane = lanes.of.emplace_back(Lanes::none);
        if (operation.by_nemesis()) continue;
        lane = workers ? static_cast<std::size_t>(operation.process % *workers)
                       : free.at(operation.process);
        lanes.count = std::max(lanes.count, lane + 1);
    }
    return lanes;
}

}  // namespace sm::report

#pragma once
/// The limits of a search: kept, and put into words.

#include <sm/base/limits.hpp>

#include <limits>
#include <string>
#include <vector>

namespace sm::detail::inline search {

inline constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

/// How often time and memory are looked at, in states explored.
inline constexpr std::size_t kBetweenMeasures = 64;

/// Bytes of a vector. Close to its capacity those of the next one count too, as both are there for
/// a moment: a limit has to hold at that moment.
template <class T>
std::size_t footprint(const std::vector<T>& items) {
    const bool grows = items.size() + 2 * kBetweenMeasures > items.capacity();
    return sizeof(T) * items.capacity() * (grows && items.capacity() > 0 ? 3 : 1);
}

/// How a search stands.
enum class Progress : std::uint8_t {
    going,    ///< may go on
    valid,    ///< found an explanation
    invalid,  ///< there is none
    ended,    ///< a limit ended it
    full,     ///< there is no more memory
};

/// Counts the states explored, and sees to it that a search keeps to its limits.
class Watch {
 public:
    explicit Watch(const Limits& limits, std::size_t most_states = unlimited);

    /// To be called for each state explored: going, ended or full. `bytes()` is what is held; it is
    /// asked now and then.
    template <class Bytes>
    Progress count(Bytes&& bytes) {
        if (states_ >= most_states_) return end(Reached::states);
        if (++states_ % kBetweenMeasures != 0) return Progress::going;
        if (!in_time()) return Progress::ended;
        return bytes() <= limits_.memory ? Progress::going : Progress::full;
    }
    /// Looks at the clock; false when the search has to end.
    bool in_time() { return clock_->now() < end_ || end(Reached::time) == Progress::going; }
    /// Ends the search, as a limit of memory was reached.
    Progress out_of_memory() { return end(Reached::memory); }

    std::size_t states() const { return states_; }
    /// Why it ended, as a sentence without its stop.
    std::string reason() const;

 private:
    enum class Reached : std::uint8_t { nothing, states, time, memory };

    Progress end(Reached reached) {
        reached_ = reached;
        return Progress::ended;
    }

    Limits limits_;
    std::size_t most_states_;
    const Clock* clock_;
    Duration end_;
    std::size_t states_ = 0;
    Reached reached_ = Reached::nothing;
};

/// "500 ms", "60 s".
std::string shown_time(Duration time);

/// In the largest unit of which it is a whole number: "64 MiB", "1 KiB".
std::string shown_bytes(std::size_t bytes);

}  // namespace sm::detail::inline search

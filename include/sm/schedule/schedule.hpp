#pragma once
/// The schedule of the workers of one run, as plain data that can be replayed.

#include <cstdint>
#include <vector>

namespace sm {

/// A switch to another worker than the default one. The default is the running worker, as long as
/// it can continue, and then the next that can. A switch is located by a call, so that it still
/// applies in a program without other calls.
struct Switch {
    std::uint64_t call = 0;   ///< that was left, by its step's id; 0: none, at the beginning
    std::uint64_t point = 0;  ///< of that call: 0 right before it, 1 at the first operation in it
    std::uint64_t to = 0;     ///< the call whose worker went on, by its step's id

    friend bool operator==(const Switch&, const Switch&) = default;
};

/// One interleaving. Where a switch is not possible, the default worker continues.
struct Schedule {
    std::vector<Switch> switches{};  ///< in their order
    bool decides = true;             ///< false: the interleaving is left to others

    explicit operator bool() const { return decides; }

    friend bool operator==(const Schedule&, const Schedule&) = default;
};

}  // namespace sm

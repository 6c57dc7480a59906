#pragma once
/// The order in which the workers of one run went on, as plain data that has it run so again.

#include <cstdint>
#include <vector>

namespace sm {

/// A place where other than the usual worker went on. Usually that is the one which runs, as long
/// as it can, and then the next that can. Places are named by calls, so that they are found again
/// in a program that has lost other calls.
struct Switch {
    std::uint64_t call = 0;   ///< that was left, by its step's id; 0: none, at the beginning
    std::uint64_t point = 0;  ///< of that call: 0 right before it, 1 at the first operation in it
    std::uint64_t to = 0;     ///< the call whose worker went on, by its step's id

    friend bool operator==(const Switch&, const Switch&) = default;
};

/// One way to interleave. Where a switch cannot be made, the usual worker goes on.
struct Schedule {
    std::vector<Switch> switches{};  ///< in their order
    bool decides = true;             ///< false: the interleaving is left to others

    explicit operator bool() const { return decides; }

    friend bool operator==(const Schedule&, const Schedule&) = default;
};

}  // namespace sm

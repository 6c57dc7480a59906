#pragma once
/// Fault windows: from when to when each fault was active, read off the nemesis's operations.

#include <sm/history/operation.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace sm::history {

/// A fault, and the time in which it was active.
struct FaultWindow {
    std::string name;   ///< "partition"; "fault" where the history does not name it
    Value arguments{};  ///< what it was done to; nothing if not recorded
    Duration began{};   ///< since the start of the run
    Duration ended{};
    bool open = false;      ///< nothing ended it before the history did
    std::size_t place = 0;  ///< in the history, of the operation that began it

    bool operator==(const FaultWindow&) const = default;
};

/// The windows in the order in which they began. The functions of the nemesis's operations
/// say what begins and ends a fault:
///
/// - `start-partition` until `stop-partition`, `heal partition` or the like, and `start` until
///   `stop`, as Jepsen's nemeses have it; `heal` alone ends all that are active;
/// - `x` until `stop x` or `heal x`, `kill` until `start`, and `pause` until `resume`, where each
///   `x` of the history is followed by its end, and took less time than passed until then;
/// - if several of one name are active, an end belongs to the beginning with the same value;
/// - any other operation is a window of its own, from its beginning to its end, as the runs of this
///   library record faults.
///
/// Faults that were refused did not happen, and give none. A window that nothing ended lasts until
/// the last operation of the history has ended.
std::vector<FaultWindow> fault_windows(std::span<const Operation> operations);

}  // namespace sm::history

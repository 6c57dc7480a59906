#pragma once
/// Fault windows: from when to when each fault was on, read off the nemesis's operations.

#include <sm/history/operation.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace sm::history {

/// A fault, and the time that it was on.
struct FaultWindow {
    std::string name;   ///< "partition"; "fault" where the history does not name it
    Value arguments{};  ///< what it was done to; nothing if not recorded
    Duration began{};   ///< since the start of the run
    Duration ended{};
    bool open = false;      ///< nothing ended it before the history did
    std::size_t place = 0;  ///< in the history, of the operation that began it

    bool operator==(const FaultWindow&) const = default;
};

/// The windows in the order in which they began. What begins and ends a fault is told by the
/// functions of the nemesis's operations:
///
/// - `start-partition` until `stop-partition`, `heal partition` or the like, and `start` until
///   `stop`, as Jepsen's nemeses have it; `heal` alone ends all that are on;
/// - `x` until `stop x` or `heal x`, `kill` until `start`, and `pause` until `resume`, where each
///   `x` of the history is followed by its end, and took less time than passed until then;
/// - where several of one name are on, an end of the same value as one of the beginnings is its;
/// - any other operation is a window of its own, from its beginning to its end, as our own runs
///   record faults.
///
/// Faults that were refused did not happen, and give none. A window that nothing ended lasts until
/// the last operation of the history has ended.
std::vector<FaultWindow> fault_windows(std::span<const Operation> operations);

}  // namespace sm::history

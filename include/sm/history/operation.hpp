#pragma once
/// Operations: the calls of a history without their C++ types, in the words of Jepsen.

#include <sm/base/clock.hpp>
#include <sm/history/datum.hpp>
#include <sm/history/history.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace sm {

/// One call of a history that was written down, or that a long run made.
///
/// Its place among the others is told by `invoked` and `returned`, which count the events of the
/// history: one returned before another was invoked if its number is lower.
struct Operation {
    /// A client, by number. One whose operation ended as unknown does nothing more: whoever goes on
    /// in its place has another number.
    std::int64_t process = 0;
    std::string function;  ///< what it does: "read", "write", "cas", "enqueue", "txn", "start"
    Datum key;     ///< of what it is about, where keys are independent of each other; else nothing
    Datum value;   ///< what was asked: the value to write, [old new] to cas; nothing for a read
    Datum answer;  ///< what came back; only where it answered. A write may echo its value
    Ending ending = Ending::unknown;  ///< answered (:ok), refused (:fail), else unknown (:info)
    Datum error;                      ///< the reason of a refusal or silence; or nothing

    Stamp invoked = 0;
    Stamp returned = never;  ///< `never` if unknown
    Duration began{};        ///< since the start of the run, for drawing; zero if not recorded
    Duration ended{};        ///< likewise; of an unknown one when the client gave up

    bool answered() const { return ending == Ending::answered; }
    bool refused() const { return ending == Ending::refused || ending == Ending::not_run; }
    bool open() const { return is_open(ending); }
    /// Whether it is something done to the system by the test itself: a fault, or its end.
    bool by_nemesis() const { return process == nemesis; }

    static constexpr std::int64_t nemesis = -1;  ///< as a process
};

/// A history of operations, by invocation.
using Operations = std::vector<Operation>;

/// On one line, as `3 :cas [1 2] → :ok`, the key first where there is one.
std::string show(const Operation& operation);

}  // namespace sm

#pragma once
/// Operations: the calls of a history without their C++ types, as in Jepsen.

#include <sm/base/clock.hpp>
#include <sm/history/history.hpp>
#include <sm/history/value.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace sm::history {

/// One call of a history that was written down, or that a long run made.
///
/// `invoked` and `returned` give its place in real-time order; they count the events of the
/// history: one operation returned before another was invoked if its number is lower.
struct Operation {
    /// A client, by number. After an operation of unknown outcome it makes no more calls; the
    /// process that takes its place has another number.
    std::int64_t process = 0;
    std::string function;  ///< what it does: "read", "write", "cas", "enqueue", "txn", "start"
    Value key;     ///< of what it is about, where keys are independent of each other; else nothing
    Value value;   ///< the input: the value to write, [old new] to cas; nothing for a read
    Value answer;  ///< what came back; only where it answered. A write may echo its value
    Ending ending = Ending::unknown;  ///< answered (:ok), refused (:fail), else unknown (:info)
    Value error;                      ///< the reason of a refusal or an unknown outcome; or nothing

    Timestamp invoked = 0;
    Timestamp returned = never;  ///< `never` if unknown
    Duration began{};            ///< since the start of the run, for drawing; zero if not recorded
    Duration ended{};            ///< likewise; of an unknown one when the client gave up

    bool answered() const { return ending == Ending::answered; }
    bool refused() const { return ending == Ending::refused || ending == Ending::not_run; }
    bool indeterminate() const { return is_indeterminate(ending); }
    /// Whether the nemesis did it: a fault, or its healing.
    bool by_nemesis() const { return process == nemesis; }

    static constexpr std::int64_t nemesis = -1;  ///< as a process
};

/// A history of operations, by invocation.
using Operations = std::vector<Operation>;

/// On one line, as `3 :cas [1 2] → :ok`, the key first where there is one.
std::string to_string(const Operation& operation);

}  // namespace sm::history

#pragma once
/// A history drawn as text, and how far it can be linearized.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace sm {

/// How a call is marked.
enum class Mark : std::uint8_t {
    none,
    non_linearizable,  ///< the first that no order can have next: ✗
};

/// One call of a history, as text.
struct DrawnCall {
    std::string who;           ///< in front of the line: "worker 1", "nemesis"
    std::int64_t invoked = 0;  ///< any unit: only the order shows; equal timestamps overlap
    std::int64_t returned = std::numeric_limits<std::int64_t>::max();  ///< that: still pending
    std::string command;
    std::string outcome;  ///< after an arrow; none if empty
    Mark mark = Mark::none;
};

/// One step of a linearization.
struct LinearizedCall {
    std::size_t call = 0;  ///< its place in the history
    std::string change;    ///< what it did to the model: "kv: {y: 1 → 4}"
};

/// A history and its longest linearizable prefix.
struct Explanation {
    std::vector<DrawnCall> calls;        ///< by invocation
    std::vector<LinearizedCall> prefix;  ///< in the order found
    /// Why the non-linearizable call cannot come next, for each possible state of the model:
    /// "in state {kv: {y: 4}} the model answers 4, the system answered 2".
    std::vector<std::string> refusals;
};

/// How large the text may be.
struct TextLimits {
    std::size_t width = 100;  ///< columns
    std::size_t calls = 30;   ///< lines for calls; of more, some in the middle are left out
};

/// Draws each call as a bar on a line of its own, as
///
///       worker 1  ├ Put{key=y, value=1} ┤
///       worker 2                          ├─── Cas{key=y, from=1, to=2} → true ───┤
///     ✗ worker 1                                 ├ Get{key=y} → 7 ┤
///
/// Bars overlap where the calls did, and pending ones have no end; lengths mean nothing else. If
/// that is too wide, the bars are short and the calls stand to their right.
std::string drawn(std::span<const DrawnCall> calls, const TextLimits& limits = {});

/// Lists the calls one a line, numbered from 1, the change that each made (if any) to the right.
std::string listed(std::span<const DrawnCall> calls, std::span<const LinearizedCall> changes = {},
                   const TextLimits& limits = {});

/// The whole: the calls (listed if no two overlap, otherwise drawn), the order of the prefix, and
/// why no call can come next.
std::string to_string(const Explanation& explanation, const TextLimits& limits = {});

}  // namespace sm

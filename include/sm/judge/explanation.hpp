#pragma once
/// A history drawn as text, and how far it can be explained.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace sm {

/// How a call is set off from the others.
enum class Mark : std::uint8_t {
    none,
    unexplained,  ///< the one that no order explains: ✗
};

/// One call of a history, as text.
struct DrawnCall {
    std::string who;           ///< in front of the line: "worker 1", "nemesis"
    std::int64_t invoked = 0;  ///< any unit: only the order shows; equal timestamps overlap
    std::int64_t returned = std::numeric_limits<std::int64_t>::max();  ///< that: still open
    std::string command;
    std::string outcome;  ///< after an arrow; none if empty
    Mark mark = Mark::none;
};

/// One step of an explanation.
struct ExplainedCall {
    std::size_t call = 0;  ///< its place in the history
    std::string change;    ///< what it did to the model: "kv: {y: 1 → 4}"
};

/// A history and its longest explicable prefix.
struct Explanation {
    std::vector<DrawnCall> calls;       ///< by invocation
    std::vector<ExplainedCall> prefix;  ///< in an order that explains it
    /// Why the unexplained call cannot come next, for each model that is possible there:
    /// "model {kv: {y: 4}} answers 4, the system answered 2".
    std::vector<std::string> refusals;
};

/// How much room there is.
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
/// Bars overlap where the calls did, and open ones have no end; lengths mean nothing else. Where
/// that is too wide, the bars are short and the calls to their right.
std::string drawn(std::span<const DrawnCall> calls, const TextLimits& room = {});

/// Lists the calls one a line, numbered from 1, the change that each made (if any) to the right.
std::string listed(std::span<const DrawnCall> calls, std::span<const ExplainedCall> changes = {},
                   const TextLimits& room = {});

/// The whole: the calls (listed if no two overlap, otherwise drawn), the order that explains the
/// prefix, and why it cannot go on.
std::string explained(const Explanation& explanation, const TextLimits& room = {});

}  // namespace sm

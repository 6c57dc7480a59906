#pragma once
/// The three verdicts, and how several become one.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sm {

/// What was found out about a history, from the best to the worst.
enum class Verdict : std::uint8_t {
    valid,    ///< something explains every answer
    unknown,  ///< nobody could tell: a bound was reached, or a checker failed
    invalid,  ///< nothing explains the answers
};

/// The worse of the two: what is found invalid stays so, and what nobody could tell is no pass.
constexpr Verdict merge(Verdict a, Verdict b) { return a < b ? b : a; }

/// The name of a verdict: "valid", "unknown" or "invalid".
std::string_view to_string(Verdict verdict);

/// A verdict and why; the reason of a valid one may be empty.
struct Conclusion {
    Verdict verdict = Verdict::valid;
    std::string reason;

    bool operator==(const Conclusion&) const = default;
};

/// The worst of the judgements, with the reasons of all that are as bad, in their order.
Conclusion merge(std::span<const Conclusion> judgements);

}  // namespace sm

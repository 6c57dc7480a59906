#pragma once
/// The three verdicts, and how several become one.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sm {

/// The verdict on a history, from the best to the worst.
enum class Verdict : std::uint8_t {
    valid,    ///< the model allows the history
    unknown,  ///< no verdict: a bound was reached, or a checker failed
    invalid,  ///< the model does not allow the history
};

/// The worse of the two: invalid stays invalid, and unknown is not a pass.
constexpr Verdict merge(Verdict a, Verdict b) { return a < b ? b : a; }

/// The name of a verdict: "valid", "unknown" or "invalid".
std::string_view to_string(Verdict verdict);

/// A verdict and why; the reason of a valid one may be empty.
struct Conclusion {
    Verdict verdict = Verdict::valid;
    std::string reason;

    bool operator==(const Conclusion&) const = default;
};

/// The worst of the verdicts, with the reasons of all that are as bad, in their order.
Conclusion merge(std::span<const Conclusion> judgements);

}  // namespace sm

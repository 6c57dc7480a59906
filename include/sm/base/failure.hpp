#pragma once
/// The kinds of failure of a test, and how often one shows.

#include <cstdint>

namespace sm {

/// What kind of failure it is; a shrinker must not slip from one to another.
enum class Failure : std::uint8_t {
    none,
    wrong_answer,  ///< the history is not linearizable, or the model does not allow an answer
    exception,     ///< a command threw
    crash,         ///< the process died
    broken,        ///< the system threw, outside of any command
    other_run,     ///< two runs of one program differed
    undecided,     ///< no verdict: a bound was reached, or a call never answered
};

/// How often a failure shows: in `failures` of `runs` executions.
struct FailureRate {
    std::uint64_t failures = 0;
    std::uint64_t runs = 0;

    double value() const {
        return runs == 0 ? 1.0 : static_cast<double>(failures) / static_cast<double>(runs);
    }
};

}  // namespace sm

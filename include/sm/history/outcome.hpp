#pragma once
/// The outcome of a call: answered, refused, unknown, not run, or threw.

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <utility>

namespace sm {

/// Thrown by a command's `run`: the call certainly did not happen.
class Refused : public std::exception {
 public:
    explicit Refused(std::string reason) : reason_(std::move(reason)) {}
    const char* what() const noexcept override { return reason_.c_str(); }

 private:
    std::string reason_;
};

/// Thrown by a command's `run`: the call may take effect now, later or never.
class Unknown : public std::exception {
 public:
    explicit Unknown(std::string reason) : reason_(std::move(reason)) {}
    const char* what() const noexcept override { return reason_.c_str(); }

 private:
    std::string reason_;
};

/// How a call ended.
enum class Ending : std::uint8_t {
    answered,   ///< `run` returned: it happened
    refused,    ///< it certainly did not happen
    unknown,    ///< it may take effect now, later or never
    timed_out,  ///< unknown, because its time limit passed
    not_run,  ///< a reference had no value, its precondition cannot hold, or the program had ended
    threw,    ///< `run` threw something else: the test fails
    crashed,  ///< the process died while it ran
};

/// Whether the call is indeterminate: the checker has to consider that it took effect and that it
/// did not.
constexpr bool is_indeterminate(Ending ending) {
    return ending == Ending::unknown || ending == Ending::timed_out || ending == Ending::crashed ||
           ending == Ending::threw;
}

/// The outcome of a call whose answers are of type R.
template <class R>
struct Outcome {
    Ending ending = Ending::not_run;
    std::optional<R> answer;  ///< there when it answered
    std::string reason;       ///< of a refusal, an unknown outcome or an exception

    bool answered() const { return ending == Ending::answered; }
    bool indeterminate() const { return is_indeterminate(ending); }
};

}  // namespace sm

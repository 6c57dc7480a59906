#pragma once
/// Faults of the clock and the speed of a node, for the backends that have them.

#include <sm/base/clock.hpp>

#include <optional>
#include <string>

namespace sm {

/// A node's clock is set wrong, and corrected.
struct CanSetClock {
    static constexpr const char* ability = "set a node's clock";
    static constexpr const char* otherwise =
        "the clock of a container or process cannot be set from outside: time namespaces leave "
        "CLOCK_REALTIME alone, and libfaketime reaches only programs that are linked dynamically; "
        "where yours is, inject the fault yourself: Injector::add<sm::fault::StepClocks>(...)";

    virtual ~CanSetClock() = default;
    /// Moves it on. Moved back, it stands still until it has caught up: it is monotonic.
    virtual void step_clock(const std::string& node, Duration by) = 0;
    /// Lets it run faster by this share, or slower: 0.1 is a tenth. From -0.5 to 1.
    virtual void set_drift(const std::string& node, double share) = 0;
    /// It runs as it should from now on, and stands still first where it was ahead.
    virtual void correct_clock(const std::string& node) = 0;
    /// Why clocks cannot be set here, and what to do instead; nothing if they can.
    virtual std::optional<std::string> why_not_set_clock() = 0;
};

/// A node takes longer for each event it handles.
struct CanSlow {
    static constexpr const char* ability = "slow nodes down";

    virtual ~CanSlow() = default;
    /// Zero: no more.
    virtual void slow(const std::string& node, Duration each) = 0;
};

}  // namespace sm

#pragma once
/// Timed programs as outlines: their steps by number, each different one kept once.

#include <sm/shrink/subject.hpp>
#include <sm/workload/timed_program.hpp>

#include "program/interned.hpp"

namespace sm::detail::inline workload {

bool same_value(const AnyTimedStep& a, const AnyTimedStep& b);

class TimedPool {
 public:
    StepKey intern(const AnyTimedStep& step);
    const AnyTimedStep& step(StepKey key) const { return steps_[key]; }

    Outline outline_of(const AnyTimedProgram& program);
    AnyTimedProgram program_of(const Outline& outline, int clients) const;

 private:
    Interned<AnyTimedStep> steps_;
};

/// Without the ends of faults that are not there, or come first; in the order of the steps' times.
AnyTimedProgram repaired(AnyTimedProgram program);

/// Steps and phases numbered from 1 and 0 on, in their order.
AnyTimedProgram tidied(AnyTimedProgram program);

}  // namespace sm::detail::inline workload

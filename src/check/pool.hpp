#pragma once
/// The steps and initial models that outlines name by numbers, each different one kept once.

#include <sm/program/detail/any_program.hpp>
#include <sm/shrink/subject.hpp>

#include <cstdint>
#include <vector>

#include "program/interned.hpp"

namespace sm::detail::inline check {

class Pool {
 public:
    StepKey intern(const AnyStep& step);
    const AnyStep& step(StepKey key) const { return steps_[key]; }

    std::uint32_t intern_model(const Any& model);
    const Any& model(std::uint32_t key) const { return models_[key]; }

    /// 0 if there is none.
    std::uint32_t intern_schedule(const Schedule& schedule);

    Outline outline_of(const AnyProgram& program);
    AnyProgram program_of(const Outline& outline) const;

 private:
    Interned<AnyStep> steps_;
    Interned<Any> models_;
    std::vector<Schedule> schedules_;
};

/// The steps numbered from 1 in order, and references and the schedule along with them.
AnyProgram numbered_in_order(AnyProgram program);

}  // namespace sm::detail::inline check

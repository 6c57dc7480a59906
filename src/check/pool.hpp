#pragma once
/// The steps and initial models that outlines name by numbers, each different one kept once.

#include <sm/program/detail/any_program.hpp>
#include <sm/shrink/subject.hpp>

#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

namespace sm::detail {

class Pool {
 public:
    StepKey intern(const AnyStep& step);
    const AnyStep& step(StepKey key) const { return steps_[key]; }

    std::uint32_t intern_model(const Any& model);
    const Any& model(std::uint32_t key) const { return models_[key]; }

    Outline outline_of(const AnyProgram& program);
    AnyProgram program_of(const Outline& outline) const;

 private:
    using Index = std::unordered_multimap<std::uint64_t, std::uint32_t>;

    std::deque<AnyStep> steps_;
    std::deque<Any> models_;
    Index step_keys_;
    Index model_keys_;
};

/// The steps numbered from 1 in order, and references along with them.
AnyProgram numbered_in_order(AnyProgram program);

}  // namespace sm::detail

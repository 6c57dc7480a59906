#pragma once
/// The steps and initial models that outlines name by numbers, each different one kept once.

#include <sm/program/program.hpp>
#include <sm/shrink/subject.hpp>
#include <sm/spec/detail/refs.hpp>
#include <sm/value/compare.hpp>
#include <sm/value/tree.hpp>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sm::detail {

/// Values with a number each; equal ones have the same.
template <class T>
class Interned {
 public:
    std::uint32_t intern(const T& value, std::uint64_t salt = 0) {
        const auto mixed = hash(value) ^ (salt * 0x9e3779b97f4a7c15ULL);
        const auto [first, last] = keys_.equal_range(mixed);
        for (auto it = first; it != last; ++it) {
            if (salts_[it->second] == salt && equal(values_[it->second], value)) return it->second;
        }
        const auto key = static_cast<std::uint32_t>(values_.size());
        values_.push_back(value);
        salts_.push_back(salt);
        keys_.emplace(mixed, key);
        return key;
    }

    const T& operator[](std::uint32_t key) const { return values_[key]; }

 private:
    std::deque<T> values_;
    std::deque<std::uint64_t> salts_;
    std::unordered_multimap<std::uint64_t, std::uint32_t> keys_;
};

/// The steps numbered from 1 in order, and references along with them.
template <class Cmd>
Program<Cmd> numbered_in_order(Program<Cmd> program) {
    std::vector<StepId> order;
    auto visit = [&]<class R>(R& ref) {
        const auto at = std::find(order.begin(), order.end(), ref.id);
        if constexpr (!std::is_const_v<R>) ref.id = static_cast<StepId>(at - order.begin()) + 1;
    };
    const auto number = [&](std::vector<Step<Cmd>>& steps) {
        for (auto& step : steps) {
            order.push_back(step.id);
            step.id = static_cast<StepId>(order.size());
            std::visit([&](auto& command) { for_each_ref(command, visit); }, step.command);
        }
    };
    number(program.prefix);
    for (auto& branch : program.branches) number(branch);
    return program;
}

template <class Cmd>
class Pool {
 public:
    StepKey intern(const Step<Cmd>& step) {
        const StepKey key = commands_.intern(step.command, step.id);
        if (key == ids_.size()) ids_.push_back(step.id);
        return key;
    }

    Step<Cmd> step(StepKey key) const { return {ids_[key], commands_[key]}; }
    const Cmd& command(StepKey key) const { return commands_[key]; }

    std::uint32_t intern_model(const model_of_commands<Cmd>& model) {
        return models_.intern(model);
    }
    const model_of_commands<Cmd>& model(std::uint32_t key) const { return models_[key]; }

    Outline outline_of(const Program<Cmd>& program) {
        Outline outline{intern_model(program.initial), {}, {}};
        for (const auto& step : program.prefix) outline.prefix.push_back(intern(step));
        for (const auto& branch : program.branches) {
            auto& keys = outline.branches.emplace_back();
            for (const auto& step : branch) keys.push_back(intern(step));
        }
        return outline;
    }

    Program<Cmd> program_of(const Outline& outline) const {
        Program<Cmd> program{model(outline.initial), {}, {}};
        for (const StepKey key : outline.prefix) program.prefix.push_back(step(key));
        for (const auto& branch : outline.branches) {
            auto& steps = program.branches.emplace_back();
            for (const StepKey key : branch) steps.push_back(step(key));
        }
        return program;
    }

 private:
    Interned<Cmd> commands_;
    Interned<model_of_commands<Cmd>> models_;
    std::vector<StepId> ids_;
};

}  // namespace sm::detail

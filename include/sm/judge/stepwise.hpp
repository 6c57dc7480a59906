#pragma once
/// Judging a sequential run call by call, so that it can stop at the first wrong answer.

#include <sm/judge/linearizability.hpp>

#include <optional>
#include <utility>

namespace sm {

/// Follows a sequential run on the model. As long as every outcome is known there is one possible
/// model; from the first open outcome on all possible ones are considered.
template <class Cmd>
class Stepwise {
 public:
    using Model = model_of_commands<Cmd>;

    explicit Stepwise(Model initial = {}) : model_(std::move(initial)) {}

    /// Takes the next call into account; false if no model that is possible here explains it.
    bool explains(const Entry<Cmd>& entry) {
        if (open_) {
            seen_.entries.push_back(entry);
            return linearizable(seen_).judgement.verdict != Verdict::invalid;
        }
        if (has_effect_left_open(entry)) {
            // Nothing is refuted by a call that may not have happened; from here on the calls
            // before it count only through the model they led to.
            open_ = true;
            seen_ = History<Cmd>{model_, {entry}};
            return true;
        }
        return detail::explains(entry, model_);
    }

    /// The model as it stands, while only one is possible; null otherwise.
    const Model* only_model() const { return open_ ? nullptr : &model_; }

 private:
    static bool has_effect_left_open(const Entry<Cmd>& entry) {
        return std::visit(
            [](const auto& call) {
                using C = std::remove_cvref_t<decltype(call.command)>;
                return call.outcome.open() && !detail::read_only<C>();
            },
            entry.call);
    }

    Model model_;
    bool open_ = false;
    History<Cmd> seen_;
};

}  // namespace sm

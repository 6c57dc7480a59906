#pragma once
/// Judging a sequential run call by call, so that it can stop at the first wrong answer.
///
/// Derived in docs/derivations/possible.md.

#include <sm/history/detail/any_history.hpp>
#include <sm/program/detail/any_program.hpp>

#include <memory>

namespace sm::detail::inline judge {

/// Follows a sequential run on the model. As long as every outcome is known there is one possible
/// model; from the first open outcome on all possible ones are kept.
class Stepwise {
 public:
    /// The vocabulary must outlive this.
    Stepwise(Any initial, const Vocabulary& vocabulary);
    ~Stepwise();
    Stepwise(Stepwise&&) noexcept;
    Stepwise& operator=(Stepwise&&) = delete;

    /// Takes the next call into account; false if no possible state of the model allows it.
    /// Throws Misuse if a command that is declared to read only changes the model.
    bool allows(const AnyEntry& entry);

    /// Whether the command's precondition holds in a model that is possible now; true where nobody
    /// can tell. No verdict depends on it.
    bool admits(const AnyStep& step);

    /// Whether there were too many possible models, so that nobody can tell from there on.
    bool undecided() const;

    /// The model as it stands, while only one is possible; null otherwise.
    const Any* only_model() const { return models_ == nullptr ? &model_ : nullptr; }

 private:
    class Models;

    bool allows_read(const AnyEntry& entry);

    const Vocabulary& vocabulary_;
    Any model_;
    std::unique_ptr<Models> models_;  // from the first open outcome on
};

}  // namespace sm::detail::inline judge

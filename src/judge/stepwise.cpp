#include "judge/stepwise.hpp"

#include <deque>
#include <utility>

#include "judge/allows.hpp"
#include "judge/model_space.hpp"
#include "program/planning.hpp"
#include "search/possible.hpp"

namespace sm::detail::inline judge {

/// The possible models, and the calls that they depend on.
class Stepwise::Models {
 public:
    Models(const Any& model, const Vocabulary& vocabulary)
        : space_(model, entries_, vocabulary), possible_(space_) {}

    bool allows(const AnyEntry& entry) {
        const auto call = static_cast<CallId>(kept_.size());
        kept_.push_back(entry);
        entries_.push_back(&kept_.back());
        const Verdict verdict = entry.indeterminate()
                                    ? possible_.unknown(call, kinds_.of(call, entries_))
                                    : possible_.answered(call);
        return verdict != Verdict::invalid;
    }

    bool admits(const AnyStep& step) {
        return possible_.any_of(
            [&](StateId state) { return precondition_holds(step, space_.model(state)); });
    }

    bool undecided() const { return possible_.verdict() == Verdict::unknown; }

 private:
    std::deque<AnyEntry> kept_;
    std::deque<const AnyEntry*> entries_;
    ModelSpace space_;
    CallKinds kinds_;
    Possible possible_;
};

Stepwise::Stepwise(Any initial, const Vocabulary& vocabulary)
    : vocabulary_(vocabulary), model_(std::move(initial)) {}
Stepwise::~Stepwise() = default;
Stepwise::Stepwise(Stepwise&&) noexcept = default;

bool Stepwise::allows(const AnyEntry& entry) {
    if (!has_effect(entry)) return true;
    if (models_ == nullptr && entry.indeterminate()) {
        models_ = std::make_unique<Models>(model_, vocabulary_);
    }
    if (models_ != nullptr) return models_->allows(entry);
    return entry.type->read_only ? allows_read(entry) : detail::allows(entry, model_, vocabulary_);
}

bool Stepwise::allows_read(const AnyEntry& entry) {
    Any after = model_;
    if (!detail::allows(entry, after, vocabulary_)) return false;
    if (!equal_values(model_, after)) not_read_only(entry, model_, after);
    return true;
}

bool Stepwise::admits(const AnyStep& step) {
    return models_ == nullptr ? precondition_holds(step, model_) : models_->admits(step);
}

bool Stepwise::undecided() const { return models_ != nullptr && models_->undecided(); }

}  // namespace sm::detail::inline judge

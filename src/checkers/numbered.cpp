#include "checkers/numbered.hpp"

namespace sm::detail::inline checkers {
namespace {

constexpr std::size_t kFirstSlots = 16;

std::uint32_t digest(const history::Value& value) {
    return static_cast<std::uint32_t>(value.hash());
}

}  // namespace

Numbered::Number Numbered::insert(const history::Value& value) {
    if (guess_ < values_.size() && values_[guess_] == value) {
        return static_cast<Number>(guess_++);
    }
    if (2 * (values_.size() + 1) > slots_.size()) grow();
    const auto hash = digest(value);
    Slot& slot = slots_[slot_of(value, hash)];
    if (slot.number == kNone) {
        slot = {hash, static_cast<Number>(values_.size())};
        values_.push_back(value);
    }
    guess_ = slot.number + std::size_t{1};
    return slot.number;
}

Numbered::Number Numbered::find(const history::Value& value) const {
    return slots_.empty() ? kNone : slots_[slot_of(value, digest(value))].number;
}

/// The slot the value is in, or the empty one where it belongs.
std::size_t Numbered::slot_of(const history::Value& value, std::uint32_t hash) const {
    const auto last = slots_.size() - 1;
    auto at = hash & last;
    while (slots_[at].number != kNone) {
        if (slots_[at].hash == hash && values_[slots_[at].number] == value) break;
        at = (at + 1) & last;
    }
    return at;
}

void Numbered::grow() {
    const auto old = std::move(slots_);
    slots_.assign(old.empty() ? kFirstSlots : 2 * old.size(), {});
    const auto last = slots_.size() - 1;
    for (const Slot& slot : old) {
        if (slot.number == kNone) continue;
        auto at = slot.hash & last;
        while (slots_[at].number != kNone) at = (at + 1) & last;
        slots_[at] = slot;
    }
}

}  // namespace sm::detail::inline checkers

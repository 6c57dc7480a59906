#include "checkers/numbered.hpp"

namespace sm::detail::inline checkers {
namespace {

constexpr std::size_t kFirstSlots = 16;

std::uint32_t digest(const history::Value& datum) {
    return static_cast<std::uint32_t>(datum.hash());
}

}  // namespace

Numbered::Number Numbered::insert(const history::Value& datum) {
    if (guess_ < datums_.size() && datums_[guess_] == datum) {
        return static_cast<Number>(guess_++);
    }
    if (2 * (datums_.size() + 1) > slots_.size()) grow();
    const auto hash = digest(datum);
    Slot& slot = slots_[slot_of(datum, hash)];
    if (slot.number == kNone) {
        slot = {hash, static_cast<Number>(datums_.size())};
        datums_.push_back(datum);
    }
    guess_ = slot.number + std::size_t{1};
    return slot.number;
}

Numbered::Number Numbered::find(const history::Value& datum) const {
    return slots_.empty() ? kNone : slots_[slot_of(datum, digest(datum))].number;
}

/// The slot the datum is in, or the empty one where it belongs.
std::size_t Numbered::slot_of(const history::Value& datum, std::uint32_t hash) const {
    const auto last = slots_.size() - 1;
    auto at = hash & last;
    while (slots_[at].number != kNone) {
        if (slots_[at].hash == hash && datums_[slots_[at].number] == datum) break;
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

#include "judge/model_space.hpp"

#include <sm/base/misuse.hpp>
#include <sm/value/to_string.hpp>

#include <bit>
#include <utility>

#include "judge/allows.hpp"

namespace sm::detail::inline judge {
namespace {

bool same_call(const AnyEntry& a, const AnyEntry& b) {
    return a.type == b.type && equal_values(a.command, b.command) &&
           equal_values(a.answer, b.answer);
}

/// About what a value takes that has this tree.
std::size_t bytes_of(const Tree& tree) {
    constexpr std::size_t scalar = 8;
    std::size_t bytes = scalar + (tree.is(Tree::Kind::text) ? tree.text().size() : 0);
    for (const Tree& item : tree.items()) bytes += bytes_of(item);
    return bytes;
}

}  // namespace

ModelSpace::ModelSpace(const Any& initial, const std::deque<const AnyEntry*>& entries,
                       const Vocabulary& vocabulary)
    : entries_(entries), vocabulary_(vocabulary) {
    intern(initial);
}

std::optional<StateId> ModelSpace::step(StateId from, CallId call) {
    const AnyEntry& entry = *entries_[call];
    Any model = models_[from];
    if (!allows(entry, model, vocabulary_)) return std::nullopt;
    const StateId to = intern(std::move(model));
    if (entry.type->read_only && to != from) not_read_only(entry, models_[from], models_[to]);
    return to;
}

std::size_t ModelSpace::memory() const {
    constexpr std::size_t place_in_index = 64;
    return models_.size() * (sizeof(Any) + place_in_index + bytes_per_model_);
}

/// What models hold on the heap is measured on few of them: a measure costs far more than a model.
StateId ModelSpace::intern(Any model) {
    const auto mixed = model.hash();
    const auto [id, is_new] = models_.insert(std::move(model), mixed);
    if (is_new && std::has_single_bit(models_.size()) && !models_[id].type().is_bytes) {
        bytes_per_model_ = bytes_of(models_[id].tree());
    }
    return id;
}

Kind CallKinds::of(CallId call, const std::deque<const AnyEntry*>& entries) {
    const AnyEntry& entry = *entries[call];
    if (entry.type->remembers_itself) return unique_kind;
    auto mixed = combine(entry.command.hash(), entry.type->place);
    if (entry.answer.has_value()) mixed = combine(mixed, entry.answer.hash());
    const auto [first, last] = kinds_.equal_range(mixed);
    for (auto it = first; it != last; ++it) {
        if (same_call(*entries[it->second], entry)) return it->second;
    }
    kinds_.emplace(mixed, call);
    return call;
}

void not_read_only(const AnyEntry& entry, const Any& before, const Any& after) {
    throw Misuse(to_string(entry.command.tree()) +
                 " says `read_only = true`, but its apply changed the model " +
                 to_string(before.tree()) + " to " + to_string(after.tree()) +
                 ". Take read_only away, or let apply leave the model as it is.");
}

Interval interval_of(const AnyEntry& entry, Kind kind) {
    Interval interval{entry.invoked, entry.returned, entry.indeterminate(), entry.type->read_only,
                      kind};
    if (interval.optional) interval.returned = never_returned;
    return interval;
}

AnyCheckedHistory checked(const SearchResult& found, const std::vector<std::size_t>& places,
                          const ModelSpace& space) {
    AnyCheckedHistory judged{{found.verdict, found.reason}};
    if (found.verdict == Verdict::unknown) judged.failure = Failure::undecided;
    for (const CallId call : found.order) judged.linearized.push_back(places[call]);
    if (found.counterexample) {
        judged.failure = Failure::wrong_answer;
        judged.violation = places[found.counterexample->call];
        for (const CallId call : found.counterexample->order)
            judged.linearized.push_back(places[call]);
        judged.before = space.model(found.counterexample->state);
    }
    return judged;
}

}  // namespace sm::detail::inline judge

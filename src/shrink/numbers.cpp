#include <sm/shrink/values.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "shrink/passes.hpp"
#include "shrink/positions.hpp"

namespace sm::detail::inline shrink {
namespace {

/// A positive integer, and where it stands.
struct Number {
    Place step;
    std::vector<std::size_t> path;
    std::int64_t value;
    std::int64_t room;  ///< by how much it may be lowered at most
};

std::optional<Number> number_in(Place step, const Leaf& leaf) {
    if (leaf.schema->kind != Schema::Kind::integer) return std::nullopt;
    const Tree least = simplest(*leaf.schema, leaf.value);
    if (!leaf.value.is(Tree::Kind::integer) || !least.is(Tree::Kind::integer)) return std::nullopt;
    const std::int64_t value = leaf.value.integer();
    if (value <= 0) return std::nullopt;
    return Number{step, leaf.path, value, value - least.integer()};
}

std::vector<Number> numbers(ShrinkSearch& search) {
    Outline best = search.best();
    std::vector<Number> all;
    for (const Place place : places(best)) {
        const StepKey key = step_at(best, place);
        for (const Leaf& leaf :
             leaves(search.subject().schema(key), search.subject().arguments(key))) {
            if (auto number = number_in(place, leaf)) all.push_back(std::move(*number));
        }
    }
    return all;
}

/// Puts a lower number in its place; false if the step cannot have it.
bool lower(Subject& subject, Outline& outline, const Number& number, std::int64_t amount) {
    StepKey& key = step_at(outline, number.step);
    const auto lowered = subject.with_arguments(
        key, with_leaf(subject.arguments(key), number.path, Tree(number.value - amount)));
    if (lowered) key = *lowered;
    return lowered.has_value();
}

bool lower_both(ShrinkSearch& search, const Number& one, const Number& other, std::int64_t amount) {
    Outline candidate = search.best();
    return !search.exhausted() && lower(search.subject(), candidate, one, amount) &&
           lower(search.subject(), candidate, other, amount) &&
           search.offer_simpler(std::move(candidate)) == Offer::adopted;
}

/// By one, which most often shows whether it can be done at all; then by as much as can be.
bool lower_pair(ShrinkSearch& search, Number one, Number other) {
    const std::size_t size = search.best().size();
    if (one.room == 0 || other.room == 0) return false;
    if (!lower_both(search, one, other, 1)) return false;
    --one.value;
    --other.value;
    std::int64_t amount = std::min(one.room, other.room) - 1;
    // What has become shorter has its numbers elsewhere.
    while (amount > 0 && search.best().size() == size) {
        if (lower_both(search, one, other, amount)) break;
        amount /= 2;
    }
    return true;
}

bool lower_one_pair(ShrinkSearch& search) {
    const auto all = numbers(search);
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t j = i + 1; j < all.size(); ++j) {
            const bool one_step = all[i].step == all[j].step;
            if (!one_step && lower_pair(search, all[i], all[j])) return true;
        }
    }
    return false;
}

bool drop_one(ShrinkSearch& search) {
    const auto all = numbers(search);
    for (const Number& dropped : all) {
        for (const Number& kept : all) {
            if (kept.step == dropped.step || kept.room < dropped.value) continue;
            if (search.exhausted()) return false;
            Outline candidate = search.best();
            if (!lower(search.subject(), candidate, kept, dropped.value)) continue;
            candidate = without(std::move(candidate), dropped.step);
            if (search.offer_smaller(std::move(candidate)) == Offer::adopted) return true;
        }
    }
    return false;
}

}  // namespace

bool lower_together(ShrinkSearch& search) {
    bool better = false;
    while (lower_one_pair(search)) better = true;
    return better;
}

bool drop_and_lower(ShrinkSearch& search) {
    bool better = false;
    while (drop_one(search)) better = true;
    return better;
}

}  // namespace sm::detail::inline shrink

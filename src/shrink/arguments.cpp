#include <sm/shrink/values.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "shrink/passes.hpp"

namespace sm::detail::inline shrink {
namespace {

/// Calls `change(key)` for every step; the outline with what it returned.
Outline map_steps(const Outline& outline, const std::function<StepKey(StepKey)>& change) {
    Outline result = outline;
    for (StepKey& key : result.prefix) key = change(key);
    for (auto& branch : result.branches) {
        for (StepKey& key : branch) key = change(key);
    }
    return result;
}

Outline replace_step(const Outline& outline, StepKey from, StepKey to) {
    return map_steps(outline, [&](StepKey key) { return key == from ? to : key; });
}

std::vector<StepKey> steps_of(const Outline& outline) {
    std::vector<StepKey> all = outline.prefix;
    for (const auto& branch : outline.branches) all.insert(all.end(), branch.begin(), branch.end());
    return all;
}

bool all_simplest(ShrinkSearch& search) {
    Subject& subject = search.subject();
    Outline candidate = map_steps(search.best(), [&](StepKey key) {
        const Tree plain = simplest(subject.schema(key), subject.arguments(key));
        return subject.with_arguments(key, plain).value_or(key);
    });
    return search.offer_simpler(std::move(candidate)) == Offer::adopted;
}

/// Values of one type that are met in a program, numbered in the order in which they are met.
class Ranks {
 public:
    std::size_t of(const Leaf& leaf) {
        auto& seen = seen_[leaf.schema->type];
        const auto at = std::find(seen.begin(), seen.end(), leaf.value);
        if (at != seen.end()) return static_cast<std::size_t>(at - seen.begin());
        seen.push_back(leaf.value);
        return seen.size() - 1;
    }

 private:
    std::map<std::string, std::vector<Tree>> seen_;
};

/// Which values are equal is kept, what they are is not: the first met becomes the simplest.
bool renamed(ShrinkSearch& search) {
    Subject& subject = search.subject();
    Ranks ranks;
    Outline candidate = map_steps(search.best(), [&](StepKey key) {
        const Schema& schema = subject.schema(key);
        Tree arguments = subject.arguments(key);
        for (const Leaf& leaf : leaves(schema, arguments)) {
            arguments = with_leaf(arguments, leaf.path, at_rank(*leaf.schema, ranks.of(leaf)));
        }
        return subject.with_arguments(key, arguments).value_or(key);
    });
    return search.offer_simpler(std::move(candidate)) == Offer::adopted;
}

/// One value wherever a type has it in the program.
struct Shared {
    const Schema* schema;
    Tree value;
    std::size_t places;
};

std::vector<Shared> shared_values(ShrinkSearch& search) {
    std::vector<Shared> all;
    for (const StepKey key : steps_of(search.best())) {
        for (const Leaf& leaf :
             leaves(search.subject().schema(key), search.subject().arguments(key))) {
            const auto same = std::find_if(all.begin(), all.end(), [&](const Shared& shared) {
                return shared.schema->kind == leaf.schema->kind && shared.value == leaf.value;
            });
            if (same == all.end()) {
                all.push_back({leaf.schema, leaf.value, 1});
            } else {
                ++same->places;
            }
        }
    }
    return all;
}

/// The best program with `from` replaced by `to` wherever a value of that kind is equal to it.
Outline with_value(ShrinkSearch& search, const Shared& from, const Tree& to) {
    Subject& subject = search.subject();
    return map_steps(search.best(), [&](StepKey key) {
        const Tree before = subject.arguments(key);
        Tree after = before;
        for (const Leaf& leaf : leaves(subject.schema(key), before)) {
            if (leaf.schema->kind == from.schema->kind && leaf.value == from.value) {
                after = with_leaf(after, leaf.path, to);
            }
        }
        return after == before ? key : subject.with_arguments(key, after).value_or(key);
    });
}

/// Equal values, changed in all places at once.
bool simplify_shared(ShrinkSearch& search) {
    bool better = false;
    for (Shared& shared : shared_values(search)) {
        for (bool again = true; again && !search.exhausted();) {
            again = false;
            for (const Tree& candidate : simpler(*shared.schema, shared.value)) {
                if (search.offer_simpler(with_value(search, shared, candidate)) != Offer::adopted)
                    continue;
                shared.value = candidate;
                again = better = true;
                break;
            }
        }
    }
    return better;
}

/// Takes the first of the step's candidates that still fails; the step that took its place.
std::optional<StepKey> simplify_step(ShrinkSearch& search, StepKey step,
                                     const std::vector<Tree>& candidates) {
    for (const Tree& candidate : candidates) {
        if (search.exhausted()) return std::nullopt;
        const auto replaced = search.subject().with_arguments(step, candidate);
        if (!replaced || *replaced == step) continue;
        if (search.offer_simpler(replace_step(search.best(), step, *replaced)) == Offer::adopted) {
            return replaced;
        }
    }
    return std::nullopt;
}

bool simplify_leaves(ShrinkSearch& search, StepKey step) {
    bool better = false;
    Subject& subject = search.subject();
    const std::size_t count = leaves(subject.schema(step), subject.arguments(step)).size();
    for (std::size_t at = 0; at < count; ++at) {
        for (;;) {
            const auto all = leaves(subject.schema(step), subject.arguments(step));
            if (at >= all.size()) break;
            std::vector<Tree> candidates;
            for (const Tree& value : simpler(*all[at].schema, all[at].value)) {
                candidates.push_back(with_leaf(subject.arguments(step), all[at].path, value));
            }
            const auto replaced = simplify_step(search, step, candidates);
            if (!replaced) break;
            step = *replaced;
            better = true;
        }
    }
    return better;
}

bool empty_containers(ShrinkSearch& search, StepKey& step) {
    bool better = false;
    for (;;) {
        const auto candidates =
            smaller(search.subject().schema(step), search.subject().arguments(step));
        const auto replaced = simplify_step(search, step, candidates);
        if (!replaced) return better;
        step = *replaced;
        better = true;
    }
}

bool simplify_initial(ShrinkSearch& search) {
    bool better = false;
    Subject& subject = search.subject();
    const Schema& schema = subject.initial_schema();
    for (bool again = true; again && !search.exhausted();) {
        again = false;
        const Tree now = subject.initial(search.best());
        std::vector<Tree> candidates = smaller(schema, now);
        for (const Leaf& leaf : leaves(schema, now)) {
            for (const Tree& value : simpler(*leaf.schema, leaf.value)) {
                candidates.push_back(with_leaf(now, leaf.path, value));
            }
        }
        for (const Tree& candidate : candidates) {
            const auto replaced = subject.with_initial(candidate);
            if (!replaced || *replaced == search.best().initial) continue;
            Outline outline = search.best();
            outline.initial = *replaced;
            if (search.offer_simpler(std::move(outline)) != Offer::adopted) continue;
            again = better = true;
            break;
        }
    }
    return better;
}

/// The types of which the program has the same value in two places or more.
std::vector<std::string> types_with_equal_values(ShrinkSearch& search) {
    std::vector<std::string> types;
    for (const Shared& shared : shared_values(search)) {
        const auto known = std::find(types.begin(), types.end(), shared.schema->type);
        if (shared.places > 1 && known == types.end()) types.push_back(shared.schema->type);
    }
    return types;
}

}  // namespace

bool distinguish_values(ShrinkSearch& search) {
    bool better = false;
    Subject& subject = search.subject();
    for (const std::string& type : types_with_equal_values(search)) {
        std::size_t rank = 0;
        Outline candidate = map_steps(search.best(), [&](StepKey key) {
            const Schema& schema = subject.schema(key);
            Tree arguments = subject.arguments(key);
            for (const Leaf& leaf : leaves(schema, arguments)) {
                if (leaf.schema->type != type) continue;
                arguments = with_leaf(arguments, leaf.path, at_rank(*leaf.schema, rank++));
            }
            return subject.with_arguments(key, arguments).value_or(key);
        });
        better |= search.offer_sooner(std::move(candidate)) == Offer::adopted;
    }
    return better;
}

bool simplify_everything(ShrinkSearch& search) { return all_simplest(search) || renamed(search); }

bool simplify_arguments(ShrinkSearch& search) {
    bool better = all_simplest(search) || renamed(search);
    better |= simplify_shared(search);
    for (std::size_t i = 0; i < search.best().size() && !search.exhausted(); ++i) {
        StepKey step = steps_of(search.best())[i];
        better |= empty_containers(search, step);
        better |= simplify_leaves(search, step);
    }
    better |= simplify_initial(search);
    return better;
}

}  // namespace sm::detail::inline shrink

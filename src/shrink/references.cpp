#include <algorithm>
#include <optional>
#include <utility>

#include "shrink/passes.hpp"
#include "shrink/positions.hpp"

namespace sm::detail::inline shrink {
namespace {

struct Placed {
    Place place;
    StepKey key;
    StepId id;
};

/// Every step in order, the prefix first.
std::vector<Placed> placed_steps(ShrinkSearch& search) {
    Outline best = search.best();
    std::vector<Placed> all;
    for (const Place place : places(best)) {
        const StepKey key = step_at(best, place);
        all.push_back({place, key, search.subject().id(key)});
    }
    return all;
}

/// The steps that come before `step` and are of its command: what refers to it may refer to them.
std::vector<Placed> alike_before(ShrinkSearch& search, const std::vector<Placed>& all,
                                 std::size_t step) {
    std::vector<Placed> alike;
    const Schema& schema = search.subject().schema(all[step].key);
    for (std::size_t i = 0; i < step; ++i) {
        const bool seen = all[i].place.branch == 0 || all[i].place.branch == all[step].place.branch;
        if (seen && &search.subject().schema(all[i].key) == &schema) alike.push_back(all[i]);
    }
    return alike;
}

/// The number of the step in `all` that a reference names.
std::optional<std::size_t> named_by(const std::vector<Placed>& all, StepId reference) {
    const auto at = std::find_if(all.begin(), all.end(),
                                 [&](const Placed& step) { return step.id == reference; });
    if (at == all.end()) return std::nullopt;
    return static_cast<std::size_t>(at - all.begin());
}

/// The best program with every reference to `from` made one to `to`, and `from` left out.
Outline merged(ShrinkSearch& search, const Placed& from, const Placed& to) {
    Outline candidate = without(search.best(), from.place);
    const auto rename = [&](StepKey& key) {
        auto references = search.subject().references(key);
        if (std::find(references.begin(), references.end(), from.id) == references.end()) return;
        std::replace(references.begin(), references.end(), from.id, to.id);
        key = search.subject().with_references(key, references);
    };
    std::for_each(candidate.prefix.begin(), candidate.prefix.end(), rename);
    for (auto& branch : candidate.branches) std::for_each(branch.begin(), branch.end(), rename);
    return candidate;
}

/// Whether some step refers to the one with this number.
bool is_referred_to(ShrinkSearch& search, const std::vector<Placed>& all, StepId id) {
    return std::any_of(all.begin(), all.end(), [&](const Placed& step) {
        const auto references = search.subject().references(step.key);
        return std::find(references.begin(), references.end(), id) != references.end();
    });
}

/// Merges one step that is referred to with an earlier one of its command.
bool merge_one(ShrinkSearch& search) {
    const auto all = placed_steps(search);
    for (std::size_t from = all.size(); from-- > 1;) {
        if (!is_referred_to(search, all, all[from].id)) continue;
        for (const Placed& to : alike_before(search, all, from)) {
            if (search.exhausted()) return false;
            if (search.offer_smaller(merged(search, all[from], to)) == Offer::adopted) return true;
        }
    }
    return false;
}

/// Makes one reference of the step one to an earlier step, the earliest first.
bool redirect_one_of(ShrinkSearch& search, const std::vector<Placed>& all, const Placed& step) {
    const auto references = search.subject().references(step.key);
    for (std::size_t r = 0; r < references.size(); ++r) {
        const auto named = named_by(all, references[r]);
        if (!named) continue;
        for (const Placed& to : alike_before(search, all, *named)) {
            if (search.exhausted()) return false;
            auto redirected = references;
            redirected[r] = to.id;
            Outline candidate = search.best();
            step_at(candidate, step.place) = search.subject().with_references(step.key, redirected);
            if (search.offer_simpler(std::move(candidate)) == Offer::adopted) return true;
        }
    }
    return false;
}

bool redirect_one(ShrinkSearch& search) {
    const auto all = placed_steps(search);
    return std::any_of(all.begin(), all.end(),
                       [&](const Placed& step) { return redirect_one_of(search, all, step); });
}

}  // namespace

bool merge_producers(ShrinkSearch& search) {
    bool better = false;
    while (merge_one(search)) better = true;
    return better;
}

bool redirect_references(ShrinkSearch& search) {
    bool better = false;
    while (redirect_one(search)) better = true;
    return better;
}

}  // namespace sm::detail::inline shrink

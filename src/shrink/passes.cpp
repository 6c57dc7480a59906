#include "shrink/passes.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "shrink/positions.hpp"

namespace sm::detail::inline shrink {
namespace {

/// The outline without the steps at `from[first, last)`.
Outline without(const Outline& outline, const std::vector<Place>& from, std::size_t first,
                std::size_t last) {
    Outline rest = outline;
    for (std::size_t i = last; i-- > first;) rest = without(std::move(rest), from[i]);
    return rest;
}

/// How many steps to drop at once when each is needed with this probability: the s for which
/// s·(1−p)^s is greatest.
std::size_t best_group(double probability) {
    const double size = -1.0 / std::log1p(-probability);
    return std::max<std::size_t>(1, static_cast<std::size_t>(size));
}

/// Drops groups of this size wherever the rest still fails, from the end to the beginning.
bool drop_groups(ShrinkSearch& search, std::size_t size) {
    bool better = false;
    auto all = places(search.best());
    for (std::size_t end = all.size(); end > 0 && !search.exhausted();) {
        const std::size_t first = end > size ? end - size : 0;
        if (search.offer_smaller(without(search.best(), all, first, end)) == Offer::adopted) {
            better = true;
            all = places(search.best());
            end = std::min(first, all.size());
        } else {
            end = first;
        }
    }
    return better;
}

/// The prefix's steps [0, end) with every loop of the model cut: from each state on to the last
/// time that it is met.
std::optional<Outline> cut_loops(ShrinkSearch& search, std::size_t end) {
    const auto states = search.subject().states(search.best());
    Outline cut = search.best();
    cut.prefix.clear();
    for (std::size_t i = 0; i < end; ++i) {
        for (std::size_t j = end; j > i; --j) {
            if (states[j] == states[i]) {
                i = j;
                break;
            }
        }
        if (i < end) cut.prefix.push_back(search.best().prefix[i]);
    }
    if (cut.prefix.size() >= end) return std::nullopt;
    const auto& rest = search.best().prefix;
    cut.prefix.insert(cut.prefix.end(), rest.begin() + static_cast<std::ptrdiff_t>(end),
                      rest.end());
    return cut;
}

/// The shortest way to the state before the step at `end` that the model knows of.
std::optional<Outline> shorter_way(ShrinkSearch& search, std::size_t end) {
    auto found = search.subject().shortcut(search.best(), end);
    return found ? found : cut_loops(search, end);
}

}  // namespace

bool shorten_the_way(ShrinkSearch& search) {
    bool better = false;
    const std::size_t all = search.best().prefix.size();
    // A state that is wrong in itself may be reached by quite another way.
    if (search.best().branches.empty()) {
        const auto way = search.subject().shortcut(search.best(), all);
        better = way && search.offer_smaller(*way) == Offer::adopted;
    }
    // In a concurrent program the branches are the end, and all of the prefix is the way.
    std::size_t kept = search.best().branches.empty() ? 1 : 0;
    while (kept < search.best().prefix.size() && !search.exhausted()) {
        const auto way = shorter_way(search, search.best().prefix.size() - kept);
        if (way && search.offer_smaller(*way) == Offer::adopted) {
            better = true;
        } else {
            kept = kept < 2 ? kept + 1 : kept * 2;
        }
    }
    return better;
}

bool drop_steps(ShrinkSearch& search) {
    bool better = false;
    double probability = 0.1;
    for (;;) {
        const auto group =
            std::min(best_group(probability), std::max<std::size_t>(search.best().size() / 2, 1));
        better |= drop_groups(search, group);
        if (group == 1 || search.exhausted()) break;
        const double failed = std::pow(1.0 - probability, static_cast<double>(group));
        probability = std::min(0.99, probability / (1.0 - failed));
    }
    // Single steps again until none can go: dropping one may have freed another.
    while (better && !search.exhausted() && drop_groups(search, 1)) {
    }
    return better;
}

bool drop_pairs(ShrinkSearch& search) {
    bool better = false;
    auto all = places(search.best());
    for (std::size_t j = all.size(); j-- > 1 && !search.exhausted();) {
        for (std::size_t i = j; i-- > 0 && j < all.size() && !search.exhausted();) {
            if (all[i].branch != 0 || all[j].branch != 0) continue;
            const Outline& best = search.best();
            Outline candidate = without(without(best, all[j]), all[i]);
            const auto before = search.subject().states(best);
            search.subject().repair(candidate);
            const auto after = search.subject().states(candidate);
            const bool neutral =
                candidate.prefix.size() + 2 == best.prefix.size() && after.back() == before.back();
            if (neutral && search.offer_smaller(candidate) == Offer::adopted) {
                better = true;
                all = places(search.best());
                j = std::min(j, all.size());
                break;
            }
        }
    }
    return better;
}

}  // namespace sm::detail::inline shrink

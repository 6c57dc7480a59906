#include <algorithm>

#include "shrink/passes.hpp"

namespace sm::detail::inline shrink {
namespace {

/// All branches one after another: if that fails too, it is no race.
bool make_sequential(ShrinkSearch& search) {
    Outline sequential = search.best();
    for (const auto& branch : sequential.branches) {
        sequential.prefix.insert(sequential.prefix.end(), branch.begin(), branch.end());
    }
    sequential.branches.clear();
    return search.offer_simpler(std::move(sequential)) == Offer::adopted;
}

bool drop_branches(ShrinkSearch& search) {
    bool better = false;
    for (std::size_t b = search.best().branches.size(); b-- > 0;) {
        if (b >= search.best().branches.size()) continue;
        Outline candidate = search.best();
        candidate.branches.erase(candidate.branches.begin() + static_cast<std::ptrdiff_t>(b));
        better |= search.offer_smaller(std::move(candidate)) == Offer::adopted;
    }
    return better;
}

/// With more than two branches: one appended to another.
bool merge_branches(ShrinkSearch& search) {
    bool better = false;
    for (std::size_t b = search.best().branches.size(); b-- > 1;) {
        if (b >= search.best().branches.size() || search.best().branches.size() < 3) continue;
        for (std::size_t to = 0; to < b; ++to) {
            Outline candidate = search.best();
            auto& target = candidate.branches[to];
            const auto& source = candidate.branches[b];
            target.insert(target.end(), source.begin(), source.end());
            candidate.branches.erase(candidate.branches.begin() + static_cast<std::ptrdiff_t>(b));
            if (search.offer_simpler(std::move(candidate)) == Offer::adopted) {
                better = true;
                break;
            }
        }
    }
    return better;
}

/// The first step of a branch moved to the end of the prefix, while that still fails.
bool lengthen_prefix(ShrinkSearch& search) {
    bool better = false;
    for (std::size_t b = 0; b < search.best().branches.size() && !search.exhausted();) {
        Outline candidate = search.best();
        auto& branch = candidate.branches[b];
        const bool last = branch.size() == 1 && candidate.branches.size() <= 2;
        if (last) {
            ++b;
            continue;
        }
        candidate.prefix.push_back(branch.front());
        branch.erase(branch.begin());
        if (search.offer_simpler(std::move(candidate)) == Offer::adopted) {
            better = true;
        } else {
            ++b;
        }
    }
    return better;
}

}  // namespace

bool simplify_shape(ShrinkSearch& search) {
    if (search.best().branches.empty()) return false;
    if (make_sequential(search)) return true;
    bool better = drop_branches(search);
    better |= merge_branches(search);
    better |= lengthen_prefix(search);
    return better;
}

}  // namespace sm::detail::inline shrink

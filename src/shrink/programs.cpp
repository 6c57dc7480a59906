#include <sm/shrink/programs.hpp>

#include "shrink/passes.hpp"

namespace sm {

std::size_t Outline::size() const {
    std::size_t total = prefix.size();
    for (const auto& branch : branches) total += branch.size();
    return total;
}

namespace {

void shrink_to_the_end(detail::ShrinkSearch& search) {
    for (bool better = true; better && !search.exhausted();) {
        better = false;
        better |= detail::simplify_shape(search);
        better |= detail::shorten_the_way(search);
        better |= detail::drop_steps(search);
        better |= detail::drop_pairs(search);
        better |= detail::merge_producers(search);
        better |= detail::redirect_references(search);
        better |= detail::simplify_arguments(search);
        better |= detail::distinguish_values(search);
        better = better || detail::drop_and_lower(search) || detail::lower_together(search);
    }
}

}  // namespace

Shrunk shrink(Subject& subject, Outline start, const Shrinking& options) {
    detail::ShrinkSearch search(subject, std::move(start), options);
    detail::simplify_everything(search);
    shrink_to_the_end(search);
    // What fails rarely on the way to something small was given up too soon, perhaps.
    if (search.look_longer()) {
        const bool fewer = detail::drop_steps(search);
        const bool simpler = detail::simplify_arguments(search);
        if (fewer || simpler) shrink_to_the_end(search);
    }
    return search.result();
}

}  // namespace sm

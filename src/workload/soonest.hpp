#pragma once
/// Of several generators side by side, whichever has something first.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "workload/node.hpp"

namespace sm::detail::inline workload {

/// A part that may be asked, and how often it should be the first.
struct Candidate {
    std::size_t part;
    std::uint64_t weight;
};

/// Takes one of the candidates out, as often as its weight says.
std::size_t take_one(std::vector<Candidate>& candidates, const Context& context);

/// Asks the candidates in random order until one gives an act; each is then what comes after.
///
/// The first that is ready, in an order by weight, is each of those that are ready as often as its
/// weight says. No other act is drawn in vain, and most parts are not asked at all.
template <class AskPart>
Given soonest(Parts& parts, std::vector<Candidate> candidates, const Context& context,
              AskPart ask_part) {
    Given earliest = pending(nullptr);
    while (!candidates.empty()) {
        const auto i = take_one(candidates, context);
        Given given = ask_part(i);
        parts.set(i, std::move(given.then));
        if (given.next.is_act()) return given;
        if (given.next.is_pending()) {
            earliest.next.at = std::min(earliest.next.at, given.next.at);
        }
    }
    return parts.all_over() ? over() : std::move(earliest);
}

/// What all that are left wait for, for messages.
std::string waits_of_all(std::string_view name, const std::vector<Pointer>& parts,
                         const std::vector<Context>& contexts);

}  // namespace sm::detail::inline workload

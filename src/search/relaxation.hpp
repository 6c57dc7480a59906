#pragma once
/// Calls that are let free to take effect at any time, and which of them could explain anything.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "search/search.hpp"

namespace sm::detail::inline search {

/// How many calls of one kind can matter that are not bound to a time.
enum class Detours : std::uint8_t {
    any,     ///< all that there are
    simple,  ///< one between two others: the state is what it is, not how often something was done
};

/// What is known of calls that are not bound to their time, so that fewer have to be tried.
struct Relaxation {
    Detours detours = Detours::any;
    /// By call, what it is about, as a small number, or kAnything. A free call can be left out if
    /// no bound one is about the same: wherever they can be answered with it, they can without.
    /// Empty if nothing is known.
    std::vector<std::int64_t> topics{};

    static constexpr std::int64_t kAnything = -1;
};

/// Which calls that are not bound may help to explain those that are: they change something, and
/// what the bound ones are about.
std::vector<bool> helpful(std::span<const Interval> calls, const std::vector<bool>& bound,
                          const Relaxation& relaxation);

}  // namespace sm::detail::inline search

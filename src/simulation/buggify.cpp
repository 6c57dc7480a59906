#include "simulation/buggify.hpp"

#include <sm/simulation/buggify.hpp>

namespace sm {
namespace detail::inline simulation {

bool Buggify::fires(std::string_view place) {
    if (!wanted_) return false;
    auto found = places_.find(place);
    if (found == places_.end()) {
        Random random(seed_.child(place));
        const bool on = random.chance(1, 4);
        found = places_.emplace(place, Place{on, random}).first;
    }
    return found->second.on && found->second.random.chance(1, 4);
}

Buggify*& running_buggify() {
    static thread_local Buggify* running = nullptr;
    return running;
}

}  // namespace detail::inline simulation

bool buggify(std::string_view place) {
    auto* const running = detail::running_buggify();
    return running != nullptr && running->fires(place);
}

}  // namespace sm

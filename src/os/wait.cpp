#include <sm/base/misuse.hpp>
#include <sm/os/wait.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace sm {

std::string to_string(const Waited& waited) {
    const auto seconds = std::chrono::duration<double>(waited.took).count();
    auto text = fmt::format("{} {:g} s, {} look{}", waited.held ? "after" : "not in", seconds,
                            waited.looks, waited.looks == 1 ? "" : "s");
    if (!waited.last_seen.empty()) text += "; the last saw " + waited.last_seen;
    if (!waited.last_error.empty()) text += "; the last that threw: " + waited.last_error;
    return text;
}

Waited eventually(const std::function<bool()>& condition, Patience patience, Clock& clock) {
    if (patience.interval <= Duration::zero())
        throw Misuse("Patience.interval must be positive, so that looks do not spin");
    if (patience.times < 0)
        throw Misuse(
            fmt::format("Patience.times is {}; it is a number of looks, or 0 for as many "
                        "as there is time for",
                        patience.times));
    Waited waited;
    const Duration begin = clock.now();
    for (;;) {
        // Taken before the look: a look that began in time counts, however long it takes.
        const Duration left = patience.limit - (clock.now() - begin);
        ++waited.looks;
        try {
            waited.held = condition();
        } catch (const std::exception& error) {
            waited.last_error = error.what();
        } catch (...) {
            waited.last_error = "something that is not a std::exception";
        }
        waited.took = clock.now() - begin;
        if (waited.held || left <= Duration::zero() || waited.looks == patience.times)
            return waited;
        clock.wait(std::min(patience.interval, patience.limit - waited.took));
    }
}

}  // namespace sm

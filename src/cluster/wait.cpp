#include <sm/cluster/wait.hpp>
#include <sm/value/misuse.hpp>

#include <algorithm>

namespace sm {

Waited eventually(const std::function<bool()>& condition, Patience patience, Clock& clock) {
    if (patience.interval <= Duration::zero())
        throw Misuse("Patience.interval must be positive, so that looks do not spin");
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
        if (waited.held || left <= Duration::zero()) return waited;
        clock.wait(std::min(patience.interval, patience.limit - waited.took));
    }
}

}  // namespace sm

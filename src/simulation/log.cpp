#include "simulation/log.hpp"

#include <sm/base/misuse.hpp>

#include <utility>

namespace sm::detail::inline simulation {

void Log::record() {
    if (!recording_)
        throw Misuse("record: time has passed; ask for it before anything happens in a simulation");
    is_wanted_ = true;
}

const Trace& Log::trace() const {
    static const Trace none;
    return is_wanted_ ? trace_ : none;
}

void Log::write(Instant time, EventKind what, NodeId from, NodeId to, std::string text) {
    if (!is_wanted_ && time > 0) {
        recording_ = false;
        trace_ = {};
        return;
    }
    trace_.push_back({Duration{time}, what, from, to, std::move(text)});
}

}  // namespace sm::detail::inline simulation

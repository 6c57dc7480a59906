#include "simulation/log.hpp"

#include <utility>

namespace sm::detail {

void Log::write(Instant time, Happened what, NodeId from, NodeId to, std::string text) {
    trace_.push_back({Duration{time}, what, from, to, std::move(text)});
}

}  // namespace sm::detail

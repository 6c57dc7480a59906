#pragma once
/// Where a program listens, and whether it does.

#include <sm/base/clock.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace sm {

struct Endpoint {
    std::string host{};
    std::uint16_t port = 0;
};

/// Whether something accepts a TCP connection there within the limit. Ask a node's own address: at
/// a port that an engine publishes, the engine itself accepts.
bool accepts(const Endpoint& endpoint, Duration limit = std::chrono::milliseconds{200});

}  // namespace sm

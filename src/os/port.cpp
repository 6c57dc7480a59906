#include <sm/base/misuse.hpp>
#include <sm/os/port.hpp>

#include <fmt/format.h>

#include <atomic>
#include <stdexcept>

#include "os/reservation.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sm {
namespace {

/// Whether a server could be started there, on any address and for either protocol.
bool is_free(std::uint16_t port) {
    for (const int kind : {SOCK_STREAM, SOCK_DGRAM}) {
        const detail::Descriptor socket(::socket(AF_INET, kind | SOCK_CLOEXEC, 0));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        const auto* place = reinterpret_cast<const sockaddr*>(&address);
        if (::bind(socket.get(), place, sizeof address) != 0) return false;
    }
    return true;
}

}  // namespace

Port allocate_port(PortRange range) {
    if (range.first == 0 || range.first > range.last)
        throw Misuse(fmt::format("a range of ports goes from 1 or more upwards, not from {} to {}",
                                 range.first, range.last));
    // Processes start at different places, and do not soon use a port again that they gave back.
    static std::atomic<std::uint32_t> next = static_cast<std::uint32_t>(::getpid()) * 61;
    const std::uint32_t count = range.last - range.first + 1U;
    std::uint32_t listening = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto port = static_cast<std::uint16_t>(range.first + next++ % count);
        auto held = detail::Reservation::of(fmt::format("port-{}", port));
        if (held && is_free(port))
            return {port, std::make_shared<detail::Reservation>(std::move(*held))};
        if (held) ++listening;
    }
    throw std::runtime_error(fmt::format(
        "none of the {} ports from {} to {} is free: something listens on {} of them, and tests "
        "have allocated the other {}; let go of ports that are not needed any more, or give "
        "allocate_port another range",
        count, range.first, range.last, listening, count - listening));
}

}  // namespace sm

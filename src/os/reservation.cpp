#include "os/reservation.hpp"

#include <sm/base/misuse.hpp>

#include <cerrno>
#include <cstring>
#include <system_error>

#include <sys/socket.h>
#include <sys/un.h>

namespace sm::detail::inline os {

/// An abstract socket address: of one network namespace, as ports and addresses are, for all its
/// users, and without a file that could be left.
std::optional<Reservation> Reservation::of(const std::string& name) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto text = "sm/" + name;
    if (text.size() + 1 > sizeof address.sun_path) throw Misuse("a name too long to reserve");
    std::memcpy(address.sun_path + 1, text.data(), text.size());
    Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!socket) throw std::system_error(errno, std::generic_category(), "socket");
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + text.size());
    if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), size) == 0)
        return Reservation(std::move(socket));
    if (errno == EADDRINUSE) return std::nullopt;
    throw std::system_error(errno, std::generic_category(), "bind");
}

}  // namespace sm::detail::inline os

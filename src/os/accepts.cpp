#include <sm/os/endpoint.hpp>

#include <chrono>

#include "os/descriptor.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

namespace sm {

bool accepts(const Endpoint& endpoint, Duration limit) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(endpoint.port);
    if (::inet_pton(AF_INET, endpoint.host.c_str(), &address.sin_addr) != 1) return false;
    const detail::Descriptor socket(
        ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket) return false;
    const auto* place = reinterpret_cast<const sockaddr*>(&address);
    if (::connect(socket.get(), place, sizeof address) == 0) return true;
    pollfd watched{socket.get(), POLLOUT, 0};
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(limit).count();
    if (::poll(&watched, 1, static_cast<int>(wait)) != 1) return false;
    int error = 0;
    socklen_t size = sizeof error;
    return ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
}

}  // namespace sm

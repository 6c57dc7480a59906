#include "cluster/tcp_server.hpp"

#include <array>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sm_test {
namespace {

int bound_socket(std::uint16_t& port) {
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(made, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(made, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("no port for a test's server");
    port = ntohs(address.sin_port);
    return made;
}

}  // namespace

std::string TcpServer::Peer::read_until(const std::string& end) {
    std::string read;
    char one = 0;
    while (!read.ends_with(end) && ::recv(socket_, &one, 1, 0) == 1) read += one;
    return read;
}

void TcpServer::Peer::send(const std::string& bytes) const {
    ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

void TcpServer::Peer::wait_for_end() {
    std::array<char, 4096> bytes;
    while (::recv(socket_, bytes.data(), bytes.size(), 0) > 0) {
    }
}

TcpServer::TcpServer(std::function<void(Peer& peer)> talk)
    : talk_(std::move(talk)), listening_(bound_socket(port_)) {
    ::listen(listening_, 8);
    thread_ = std::thread([this] {
        for (;;) {
            const int accepted = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
            if (accepted < 0) return;
            Peer peer(accepted);
            talk_(peer);
            ::close(accepted);
        }
    });
}

TcpServer::~TcpServer() {
    ::shutdown(listening_, SHUT_RDWR);
    thread_.join();
    ::close(listening_);
}

sm::Endpoint nobody() {
    std::uint16_t port = 0;
    ::close(bound_socket(port));
    return {"127.0.0.1", port};
}

}  // namespace sm_test

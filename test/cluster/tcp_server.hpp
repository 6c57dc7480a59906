#pragma once
/// A TCP server on this machine that does as it is told, for tests of clients.

#include <sm/os/endpoint.hpp>

#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace sm_test {

/// Hands each connection, one after the other, to a function, and closes it when that returns.
class TcpServer {
 public:
    /// One end of a connection.
    class Peer {
     public:
        explicit Peer(int socket) : socket_(socket) {}
        /// All until a text has come, that text included; what there was if it never comes.
        std::string read_until(const std::string& end);
        void send(const std::string& bytes) const;
        /// Waits until the other side hangs up.
        void wait_for_end();

     private:
        int socket_;
    };

    explicit TcpServer(std::function<void(Peer& peer)> talk);
    TcpServer(const TcpServer&) = delete;
    TcpServer& operator=(const TcpServer&) = delete;
    ~TcpServer();

    sm::Endpoint endpoint() const { return {"127.0.0.1", port_}; }

 private:
    std::function<void(Peer& peer)> talk_;
    std::uint16_t port_ = 0;
    int listening_ = -1;
    std::thread thread_;
};

/// A port of this machine on which nobody listens.
sm::Endpoint nobody();

}  // namespace sm_test

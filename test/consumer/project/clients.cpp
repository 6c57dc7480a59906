// A client of a server of one's own, by the connections of the library.

#include <sm/cluster/connection.hpp>
#include <sm/cluster/http.hpp>
#include <sm/history/outcome.hpp>

#include <cstdio>
#include <string>
#include <thread>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

/// Takes connections one after another, and answers each line "PING" and each head of HTTP.
class Server {
 public:
    Server() {
        sockaddr_in any{};
        any.sin_family = AF_INET;
        any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(any);
        bind(socket_, reinterpret_cast<sockaddr*>(&any), size);
        listen(socket_, 8);
        getsockname(socket_, reinterpret_cast<sockaddr*>(&any), &size);
        port = ntohs(any.sin_port);
        thread_ = std::thread([this] {
            for (int one = accept(socket_, nullptr, nullptr); one >= 0;
                 one = accept(socket_, nullptr, nullptr)) {
                serve(one);
                ::close(one);
            }
        });
    }
    ~Server() { end(); }

    void end() {
        shutdown(socket_, SHUT_RDWR);
        if (thread_.joinable()) thread_.join();
        if (socket_ >= 0) ::close(socket_);
        socket_ = -1;
    }
    std::uint16_t port = 0;

 private:
    static void serve(int client) {
        std::string asked;
        char bytes[1024];
        for (ssize_t n = read(client, bytes, 1024); n > 0; n = read(client, bytes, 1024)) {
            asked.append(bytes, static_cast<std::size_t>(n));
            std::string answer;
            if (asked == "PING\r\n") answer = "PONG\r\n";
            if (asked.ends_with("\r\n\r\n"))
                answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
            if (answer.empty()) continue;
            asked.clear();
            if (write(client, answer.data(), answer.size()) < 0) return;
        }
    }

    int socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    std::thread thread_;
};

template <class Ask>
bool is_refused(Ask ask) {
    try {
        ask();
    } catch (const sm::Refused&) {
        return true;
    }
    return false;
}

int failures = 0;
void expect(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "not so: %s\n", what);
    ++failures;
}

}  // namespace

int main() {
    Server server;
    const sm::Endpoint at{"127.0.0.1", server.port};
    {
        sm::Connection plain(at);
        plain.send("PING\r\n");
        expect(plain.read_line() == "PONG", "a connection brings the answer");
    }
    {
        sm::HttpConnection http(at);
        const auto response = http.ask({.target = "/greeting"});
        expect(response.status == 200 && response.body == "hi", "an HTTP connection does");
    }
    server.end();
    expect(is_refused([&] { sm::Connection(at).send("PING\r\n"); }), "nobody listens any more");
    expect(is_refused([&] { sm::HttpConnection(at).ask({}); }), "nor to HTTP");
    return failures;
}

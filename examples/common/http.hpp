#pragma once
/// A connection to an HTTP server with a time limit for every step, each of which says how far a
/// request got when it failed.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace common {

using Duration = std::chrono::nanoseconds;

struct Address {
    std::string host{};  // an IP address
    std::uint16_t port = 0;

    friend bool operator==(const Address&, const Address&) = default;
};

/// How long each step may take.
struct StepLimits {
    Duration connect = std::chrono::milliseconds{300};
    Duration greeting = std::chrono::milliseconds{300};
    Duration send = std::chrono::milliseconds{500};
    Duration answer = std::chrono::seconds{2};
};

struct HttpRequest {
    std::string method{};
    std::string target{};
    std::string body{};                                          // JSON
    std::vector<std::pair<std::string, std::string>> headers{};  // beside Host and Content-Type
};

struct HttpResponse {
    unsigned status = 0;
    std::string location{};
    std::string body{};
};

/// A connection to one server, used by one thread at a time.
///
/// A request is `send`, then `receive`, on an open connection; a step that fails closes it.
class HttpConnection {
 public:
    HttpConnection(Address server, StepLimits limits);
    HttpConnection(HttpConnection&&) noexcept;
    HttpConnection& operator=(HttpConnection&&) noexcept;
    ~HttpConnection();

    /// Connects; throws sm::Refused where nobody accepts in time.
    void open();
    void close();
    /// Whether it is open and, as far as this machine has heard, so is the server's end.
    bool is_open();
    /// Asks for nothing (`HEAD /`), to learn that the server runs. Throws sm::Refused if it does
    /// not answer.
    void greet();
    /// Throws sm::Unknown if it broke off: the server may have got all of it.
    void send(const HttpRequest& request);
    /// The answer to what was sent. Throws sm::Unknown if there is none in time.
    HttpResponse receive();
    /// An answer that goes on: hands over its parts as they come, until `take` returns false or so
    /// much time has passed, and closes the connection. One whose status is not 200 is received
    /// like others. Throws sm::Unknown if it does not begin in time, or breaks off.
    HttpResponse receive_parts(Duration lasts,
                               const std::function<bool(const std::string& part)>& take);

 private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace common

#pragma once
/// An HTTP connection; an error says how far the request got.

#include <sm/cluster/connection.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace sm {

struct HttpRequest {
    std::string method = "GET";
    std::string target = "/";
    std::string body{};
    std::vector<std::pair<std::string, std::string>> headers{};  ///< beside Host, Content-Length
};

struct HttpResponse {
    unsigned status = 0;
    std::map<std::string, std::string> headers{};  ///< by their names in lower case
    std::string body{};
};

/// A connection to one server, used by one thread at a time. It speaks HTTP/1.1, and stays open as
/// long as the server lets it.
///
/// A request is `send`, then `receive`; a step that fails closes the connection. It throws as
/// Connection does: Refused if the server certainly received nothing, Unknown if it may have
/// received the request, also for an answer that is not HTTP.
class HttpConnection {
 public:
    explicit HttpConnection(Endpoint server, ConnectionLimits limits = {});
    HttpConnection(HttpConnection&&) noexcept;
    HttpConnection& operator=(HttpConnection&&) noexcept;
    ~HttpConnection();

    /// `send` and `receive`.
    HttpResponse ask(const HttpRequest& request);

    /// Asks for nothing (`HEAD /`), to learn that the server runs, on a connection that is opened
    /// if need be. Throws Refused if it does not answer in time.
    void greet(Duration limit = std::chrono::milliseconds{300});
    void send(const HttpRequest& request);
    HttpResponse receive();
    /// An answer that goes on: hands over its parts as they come, until `take` returns false or so
    /// much time has passed, and closes the connection. One whose status is not 200 is received
    /// like others. Throws Unknown if it does not begin in time, or breaks off.
    HttpResponse receive_parts(Duration lasts,
                               const std::function<bool(const std::string& part)>& take);
    void close();

 private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace sm

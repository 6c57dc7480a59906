#include <sm/cluster/http.hpp>
#include <sm/history/outcome.hpp>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

namespace sm {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using Parser = http::response_parser<http::string_body>;

constexpr std::uint64_t longest_body = std::uint64_t{64} << 20;

std::string lower(std::string_view text) {
    std::string result(text);
    for (auto& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

HttpResponse response_in(Parser& parser) {
    auto& message = parser.get();
    HttpResponse response{.status = message.result_int(), .body = std::move(message.body())};
    for (const auto& field : message)
        response.headers[lower({field.name_string().data(), field.name_string().size()})] =
            std::string(field.value());
    return response;
}

}  // namespace

class HttpConnection::Impl {
 public:
    Impl(Endpoint server, ConnectionLimits limits) : connection_(std::move(server), limits) {}

    void close() { connection_.close(); }

    void send(const HttpRequest& request) {
        auto text = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n", request.method, request.target,
                                connection_.server().host);
        for (const auto& [name, value] : request.headers)
            text += fmt::format("{}: {}\r\n", name, value);
        if (!request.body.empty() || request.method != "GET")
            text += fmt::format("Content-Length: {}\r\n", request.body.size());
        rest_.clear();
        connection_.send(text + "\r\n" + request.body);
    }

    void greet(Duration limit) {
        Parser parser;
        parser.skip(true);  // an answer to HEAD tells the length of a body that does not come
        try {
            connection_.send(
                fmt::format("HEAD / HTTP/1.1\r\nHost: {}\r\n\r\n", connection_.server().host));
            receive(parser, limit);
        } catch (const Unknown& unknown) {
            throw Refused(unknown.what());
        }
    }

    HttpResponse receive() {
        Parser parser;
        parser.body_limit(longest_body);
        receive(parser, connection_.limits().answer);
        return response_in(parser);
    }

    HttpResponse receive_parts(Duration lasts,
                               const std::function<bool(const std::string&)>& take) {
        const auto until = steady().now() + lasts;
        Parser parser;
        parser.body_limit(boost::none);
        parser.eager(true);
        const auto begun = steady().now() + connection_.limits().answer;
        while (!parser.is_header_done()) feed(parser, begun - steady().now());
        bool wanted = true;
        for (bool more = true; more && wanted;) {
            const bool fine = parser.get().result() == http::status::ok;
            auto& body = parser.get().body();
            if (fine && !body.empty()) wanted = take(std::exchange(body, {}));
            more =
                wanted && !parser.is_done() && steady().now() < until && feed_until(parser, until);
        }
        connection_.close();
        return response_in(parser);
    }

 private:
    void receive(Parser& parser, Duration limit) {
        const auto until = steady().now() + limit;
        parser.eager(true);
        while (!parser.is_done()) feed(parser, until - steady().now());
        if (!parser.get().keep_alive()) connection_.close();
    }

    /// False if nothing came before the time did.
    bool feed_until(Parser& parser, Duration until) {
        try {
            feed(parser, until - steady().now());
            return true;
        } catch (const Unknown&) {
            if (steady().now() < until) throw;
            return false;
        }
    }

    /// Has the parser read what comes next.
    void feed(Parser& parser, Duration limit) {
        const auto come = connection_.read_some(std::max(limit, Duration{}));
        error_code wrong;
        rest_ += come;
        if (come.empty()) {
            if (parser.got_some()) parser.put_eof(wrong);
            if (!wrong && parser.is_done()) return;
            fail("it closed the connection");
        }
        // What it leaves is the beginning of something that is not whole yet.
        while (!rest_.empty() && !parser.is_done()) {
            const auto used = parser.put(asio::buffer(rest_), wrong);
            rest_.erase(0, used);
            if (wrong == http::error::need_more) break;
            if (wrong) fail(wrong.message());
            if (used == 0) break;
        }
    }

    [[noreturn]] void fail(const std::string& why) {
        connection_.close();
        throw Unknown(fmt::format("{}:{} did not answer the request: {}", connection_.server().host,
                                  connection_.server().port, why));
    }

    Connection connection_;
    std::string rest_;  // what has come and is not read yet
};

HttpConnection::HttpConnection(Endpoint server, ConnectionLimits limits)
    : impl_(std::make_unique<Impl>(std::move(server), limits)) {}
HttpConnection::HttpConnection(HttpConnection&&) noexcept = default;
HttpConnection& HttpConnection::operator=(HttpConnection&&) noexcept = default;
HttpConnection::~HttpConnection() = default;

HttpResponse HttpConnection::ask(const HttpRequest& request) {
    send(request);
    return receive();
}

void HttpConnection::greet(Duration limit) { impl_->greet(limit); }
void HttpConnection::send(const HttpRequest& request) { impl_->send(request); }
HttpResponse HttpConnection::receive() { return impl_->receive(); }
HttpResponse HttpConnection::receive_parts(Duration lasts,
                                           const std::function<bool(const std::string&)>& take) {
    return impl_->receive_parts(lasts, take);
}
void HttpConnection::close() { impl_->close(); }

}  // namespace sm

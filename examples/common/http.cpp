#include "http.hpp"

#include <sm/base/misuse.hpp>
#include <sm/history/outcome.hpp>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace common {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

/// Reads and writes also tell how many bytes went, which nobody asks here.
template <class Done>
auto ignore_size(Done done) {
    return [done = std::move(done)](error_code ended, std::size_t) mutable { done(ended); };
}

}  // namespace

class HttpConnection::Impl {
 public:
    Impl(Address server, StepLimits limits) : server_(std::move(server)), limits_(limits) {}

    void open() {
        error_code bad_host;
        const auto host = asio::ip::make_address(server_.host, bad_host);
        if (bad_host) throw sm::Refused(text("is no IP address", bad_host));
        buffer_.clear();
        stream_.emplace(context_);
        const auto failed = within(limits_.connect, [&](auto done) {
            stream_->async_connect(tcp::endpoint(host, server_.port), std::move(done));
        });
        if (failed) throw sm::Refused(text("cannot be reached", failed));
        error_code ignored;
        stream_->socket().set_option(tcp::no_delay(true), ignored);
    }

    void close() { stream_.reset(); }

    /// An end that was closed, or has sent what nobody asked for, can be read from at once.
    bool is_open() {
        if (!stream_) return false;
        auto& socket = stream_->socket();
        error_code failed;
        socket.non_blocking(true, failed);
        char unasked = 0;
        if (!failed) socket.receive(asio::buffer(&unasked, 1), tcp::socket::message_peek, failed);
        if (failed == asio::error::would_block) return true;
        close();
        return false;
    }

    void greet() {
        if (!stream_) throw sm::Misuse("HttpConnection: greet() needs an open() before it");
        http::request<http::empty_body> hello(http::verb::head, "/", 11);
        hello.set(http::field::host, server_.host);
        http::response_parser<http::empty_body> parser;
        parser.skip(true);
        auto failed = within(limits_.greeting, [&](auto done) {
            http::async_write(*stream_, hello, ignore_size(std::move(done)));
        });
        if (!failed) {
            failed = within(limits_.greeting, [&](auto done) {
                http::async_read(*stream_, buffer_, parser, ignore_size(std::move(done)));
            });
        }
        if (failed) throw sm::Refused(text("does not answer", failed));
    }

    void send(const HttpRequest& request) {
        if (!stream_) throw sm::Misuse("HttpConnection: send() needs an open() before it");
        http::request<http::string_body> message(http::string_to_verb(request.method),
                                                 request.target, 11);
        message.set(http::field::host, server_.host);
        message.set(http::field::content_type, "application/json");
        for (const auto& [name, value] : request.headers) message.set(name, value);
        message.body() = request.body;
        message.prepare_payload();
        const auto failed = within(limits_.send, [&](auto done) {
            http::async_write(*stream_, message, ignore_size(std::move(done)));
        });
        if (failed) throw sm::Unknown(text("broke off while it was sent the request", failed));
    }

    HttpResponse receive() {
        if (!stream_) throw sm::Misuse("HttpConnection: receive() needs a send() before it");
        Parser parser;
        parser.body_limit(longest_body);
        const auto failed = within(limits_.answer, [&](auto done) {
            http::async_read(*stream_, buffer_, parser, ignore_size(std::move(done)));
        });
        if (failed) throw sm::Unknown(text("did not answer the request", failed));
        auto& message = parser.get();
        if (!message.keep_alive()) close();
        return {message.result_int(), std::string(message[http::field::location]),
                std::move(message.body())};
    }

    HttpResponse receive_parts(Duration lasts,
                               const std::function<bool(const std::string&)>& take) {
        if (!stream_) throw sm::Misuse("HttpConnection: receive_parts() needs a send() before it");
        const auto until = std::chrono::steady_clock::now() + lasts;
        Parser parser;
        parser.body_limit(boost::none);
        auto failed = within(limits_.answer, [&](auto done) {
            http::async_read_header(*stream_, buffer_, parser, ignore_size(std::move(done)));
        });
        if (failed) throw sm::Unknown(text("did not answer the request", failed));
        auto& message = parser.get();
        bool wanted = true;
        while (wanted && !parser.is_done()) {
            const Duration left = until - std::chrono::steady_clock::now();
            failed = within(std::max(left, Duration{}), [&](auto done) {
                http::async_read_some(*stream_, buffer_, parser, ignore_size(std::move(done)));
            });
            if (failed && failed != beast::error::timeout)
                throw sm::Unknown(text("broke off its answer", failed));
            if (message.result() == http::status::ok) {
                wanted = take(std::exchange(message.body(), {}));
            }
            if (failed) break;
        }
        close();
        return {message.result_int(), std::string(message[http::field::location]),
                std::move(message.body())};
    }

 private:
    using Parser = http::response_parser<http::string_body>;
    static constexpr std::uint64_t longest_body = std::uint64_t{64} << 20;

    template <class Start>
    error_code within(Duration limit, Start start) {
        error_code result = asio::error::would_block;
        stream_->expires_after(limit);
        start([&result](error_code ended) { result = ended; });
        context_.restart();
        context_.run();
        if (result) {
            close();
        } else {
            stream_->expires_never();
        }
        return result;
    }

    std::string text(const char* what, const error_code& why) const {
        const auto reason =
            why == beast::error::timeout ? std::string("it took too long") : why.message();
        return server_.host + ":" + std::to_string(server_.port) + " " + what + ": " + reason;
    }

    Address server_;
    StepLimits limits_;
    asio::io_context context_{1};
    std::optional<beast::tcp_stream> stream_;  // a new one for each connection
    beast::flat_buffer buffer_;
};

HttpConnection::HttpConnection(Address server, StepLimits limits)
    : impl_(std::make_unique<Impl>(std::move(server), limits)) {}
HttpConnection::HttpConnection(HttpConnection&&) noexcept = default;
HttpConnection& HttpConnection::operator=(HttpConnection&&) noexcept = default;
HttpConnection::~HttpConnection() = default;

void HttpConnection::open() { impl_->open(); }
void HttpConnection::close() { impl_->close(); }
bool HttpConnection::is_open() { return impl_->is_open(); }
void HttpConnection::greet() { impl_->greet(); }
void HttpConnection::send(const HttpRequest& request) { impl_->send(request); }
HttpResponse HttpConnection::receive() { return impl_->receive(); }
HttpResponse HttpConnection::receive_parts(Duration lasts,
                                           const std::function<bool(const std::string&)>& take) {
    return impl_->receive_parts(lasts, take);
}

}  // namespace common

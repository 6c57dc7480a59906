#include "http.hpp"

#include <sm/run/outcome.hpp>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

namespace rqlite::detail {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

/// A connection whose every step ends by its limit.
class Connection {
 public:
    Connection(const Address& node, const Limits& limits) : node_(node), limits_(limits) {}

    void open() {
        error_code bad_host;
        const auto host = asio::ip::make_address(node_.host, bad_host);
        if (bad_host) throw sm::Refused(text("is no IP address", bad_host));
        const auto failed = within(limits_.connect, [&](auto done) {
            stream_.async_connect(asio::ip::tcp::endpoint(host, node_.port), std::move(done));
        });
        if (failed) throw sm::Refused(text("cannot be reached", failed));
    }

    /// Asks for nothing, to learn that the server runs.
    void greet() {
        http::request<http::empty_body> hello(http::verb::head, "/", 11);
        hello.set(http::field::host, node_.host);
        http::response_parser<http::empty_body> parser;
        parser.skip(true);
        auto failed = within(limits_.greeting, [&](auto done) {
            http::async_write(stream_, hello, ignore_size(std::move(done)));
        });
        if (!failed) {
            failed = within(limits_.greeting, [&](auto done) {
                http::async_read(stream_, buffer_, parser, ignore_size(std::move(done)));
            });
        }
        if (failed) throw sm::Refused(text("does not answer", failed));
    }

    void send(const Request& request) {
        http::request<http::string_body> message(http::string_to_verb(request.method),
                                                 request.target, 11);
        message.set(http::field::host, node_.host);
        message.set(http::field::content_type, "application/json");
        message.keep_alive(false);
        message.body() = request.body;
        message.prepare_payload();
        const auto failed = within(limits_.send, [&](auto done) {
            http::async_write(stream_, message, ignore_size(std::move(done)));
        });
        if (failed) throw sm::Unknown(text("broke off while it was sent the request", failed));
    }

    Response receive() {
        http::response_parser<http::string_body> parser;
        parser.body_limit(std::uint64_t{64} << 20);
        const auto failed = within(limits_.answer, [&](auto done) {
            http::async_read(stream_, buffer_, parser, ignore_size(std::move(done)));
        });
        if (failed) throw sm::Unknown(text("did not answer the request", failed));
        auto& message = parser.get();
        return {message.result_int(), std::string(message[http::field::location]),
                std::move(message.body())};
    }

 private:
    template <class Start>
    error_code within(Duration limit, Start start) {
        error_code result = asio::error::would_block;
        stream_.expires_after(limit);
        start([&result](error_code ended) { result = ended; });
        context_.restart();
        context_.run();
        return result;
    }

    /// Reads and writes also tell how many bytes went, which nobody asks here.
    template <class Done>
    static auto ignore_size(Done done) {
        return [done = std::move(done)](error_code ended, std::size_t) mutable { done(ended); };
    }

    std::string text(const char* what, const error_code& why) const {
        const auto reason =
            why == beast::error::timeout ? std::string("it took too long") : why.message();
        return node_.host + ":" + std::to_string(node_.port) + " " + what + ": " + reason;
    }

    Address node_;
    Limits limits_;
    asio::io_context context_{1};
    beast::tcp_stream stream_{context_};
    beast::flat_buffer buffer_;
};

}  // namespace

Response exchange(const Address& node, const Request& request, const Limits& limits) {
    Connection connection(node, limits);
    connection.open();
    if (request.writes()) connection.greet();
    try {
        connection.send(request);
        return connection.receive();
    } catch (const sm::Unknown& silence) {
        if (request.writes()) throw;
        throw sm::Refused(silence.what());
    }
}

}  // namespace rqlite::detail

#pragma once
/// An HTTP server for tests of clients: it answers, keeps silent and breaks off as it is told.

#include <sm/os/endpoint.hpp>

#include <boost/asio.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <functional>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace common {

/// What a server does with a request: `answer`, or sends these bytes as they are, or nothing at
/// all, or it breaks off.
struct Reaction {
    enum Kind { answers, sends, is_silent, breaks_off } kind = answers;
    boost::beast::http::response<boost::beast::http::string_body> answer{};
    std::string bytes{};
};

inline Reaction says(unsigned status, std::string body, const std::string& location = "") {
    Reaction reaction;
    reaction.answer.result(status);
    if (!location.empty()) reaction.answer.set(boost::beast::http::field::location, location);
    reaction.answer.body() = std::move(body);
    reaction.answer.prepare_payload();
    return reaction;
}

/// An answer in chunks, without an end.
inline Reaction begins(const std::vector<std::string>& chunks) {
    Reaction reaction{.kind = Reaction::sends};
    std::ostringstream bytes;
    bytes << "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" << std::hex;
    for (const auto& chunk : chunks) bytes << chunk.size() << "\r\n" << chunk << "\r\n";
    reaction.bytes = bytes.str();
    return reaction;
}

inline const Reaction silence{.kind = Reaction::is_silent};
inline const Reaction break_off{.kind = Reaction::breaks_off};

/// A server on the loopback that greets, and reacts to all other requests as told.
class FakeServer {
    using tcp = boost::asio::ip::tcp;

 public:
    using Message = boost::beast::http::request<boost::beast::http::string_body>;

    explicit FakeServer(std::function<Reaction(const Message&)> react) : react_(std::move(react)) {
        thread_ = std::thread([this] { serve(); });
    }
    explicit FakeServer(Reaction always)
        : FakeServer([always](const Message&) { return always; }) {}
    FakeServer(const FakeServer&) = delete;
    FakeServer& operator=(const FakeServer&) = delete;
    ~FakeServer() {
        {
            const std::lock_guard lock(mutex_);
            ended_ = true;  // one that comes now hangs up by itself
        }
        hang_up();
        // An accept that waits is ended by a connection.
        boost::system::error_code ignored;
        tcp::socket last(context_);
        last.connect(acceptor_.local_endpoint(), ignored);
        thread_.join();
        for (auto& worker : workers_) worker.join();
    }

    sm::Endpoint address() const { return {"127.0.0.1", acceptor_.local_endpoint().port()}; }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(address().port); }

    /// The requests that came, greetings excluded, as "METHOD TARGET BODY".
    std::vector<std::string> requests() const {
        const std::lock_guard lock(mutex_);
        return requests_;
    }
    /// How many connections were made.
    std::size_t connections() const {
        const std::lock_guard lock(mutex_);
        return workers_.size();
    }

    /// Closes all connections that are open now.
    void hang_up() {
        const std::lock_guard lock(mutex_);
        boost::system::error_code ignored;
        for (auto* open : open_) open->shutdown(tcp::socket::shutdown_both, ignored);
    }

 private:
    void serve() {
        for (;;) {
            tcp::socket socket = acceptor_.accept();
            const std::lock_guard lock(mutex_);
            if (ended_) return;
            workers_.emplace_back(
                [this](tcp::socket taken) {
                    enter(taken);
                    talk(taken);
                    leave(taken);
                },
                std::move(socket));
        }
    }

    void enter(tcp::socket& socket) {
        const std::lock_guard lock(mutex_);
        open_.push_back(&socket);
        boost::system::error_code ignored;
        if (ended_) socket.shutdown(tcp::socket::shutdown_both, ignored);
    }
    void leave(tcp::socket& socket) {
        const std::lock_guard lock(mutex_);
        std::erase(open_, &socket);
    }

    void talk(tcp::socket& socket) {
        namespace http = boost::beast::http;
        boost::beast::flat_buffer buffer;
        boost::system::error_code failed;
        for (;;) {
            Message message;
            http::read(socket, buffer, message, failed);
            if (failed) return;
            if (message.method() == http::verb::head) {
                http::response<http::empty_body> hello(http::status::not_found, 11);
                http::write(socket, hello, failed);
            } else if (!handle(socket, message)) {
                return;
            }
        }
    }

    bool handle(tcp::socket& socket, const Message& message) {
        {
            const std::lock_guard lock(mutex_);
            requests_.push_back(std::string(message.method_string()) + " " +
                                std::string(message.target()) + " " + message.body());
        }
        auto reaction = react_(message);
        boost::system::error_code ignored;
        if (reaction.kind == Reaction::answers)
            boost::beast::http::write(socket, reaction.answer, ignored);
        if (reaction.kind == Reaction::sends)
            boost::asio::write(socket, boost::asio::buffer(reaction.bytes), ignored);
        return reaction.kind != Reaction::breaks_off;
    }

    std::function<Reaction(const Message&)> react_;
    boost::asio::io_context context_;
    tcp::acceptor acceptor_{context_, {boost::asio::ip::address_v4::loopback(), 0}};
    mutable std::mutex mutex_;
    std::vector<std::string> requests_;
    std::vector<tcp::socket*> open_;
    std::vector<std::thread> workers_;
    std::thread thread_;
    bool ended_ = false;
};

}  // namespace common

#include <sm/base/misuse.hpp>
#include <sm/cluster/connection.hpp>
#include <sm/history/outcome.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <optional>
#include <system_error>
#include <utility>

#include "os/descriptor.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

namespace sm {
namespace {

using detail::Descriptor;

constexpr const char* too_long = "it took too long";

std::string reason(int error) { return std::generic_category().message(error); }

struct Addresses {
    addrinfo* first = nullptr;

    Addresses() = default;
    Addresses(const Addresses&) = delete;
    Addresses& operator=(const Addresses&) = delete;
    ~Addresses() {
        if (first != nullptr) ::freeaddrinfo(first);
    }
};

/// When an operation has to be done.
class Deadline {
 public:
    explicit Deadline(Duration limit) : when_(steady().now() + limit) {}

    /// Waits until a socket is ready; false if that does not come in time.
    bool await(const Descriptor& socket, short events) const {
        for (;;) {
            const auto left =
                std::chrono::ceil<std::chrono::milliseconds>(when_ - steady().now()).count();
            pollfd watched{socket.get(), events, 0};
            const int ready =
                ::poll(&watched, 1, static_cast<int>(std::clamp<decltype(left)>(left, 0, INT_MAX)));
            if (ready > 0) return true;
            if (ready == 0) return false;
            if (errno != EINTR) return false;
        }
    }

 private:
    Duration when_;
};

}  // namespace

class Connection::Impl {
 public:
    Impl(Endpoint server, ConnectionLimits limits) : server_(std::move(server)), limits_(limits) {}

    const Endpoint& server() const { return server_; }
    const ConnectionLimits& limits() const { return limits_; }

    void open() {
        if (is_open()) return;
        close();
        Addresses found;
        addrinfo wanted{};
        wanted.ai_socktype = SOCK_STREAM;
        wanted.ai_flags = AI_NUMERICSERV;
        const int bad = ::getaddrinfo(server_.host.c_str(), std::to_string(server_.port).c_str(),
                                      &wanted, &found.first);
        if (bad != 0) throw Refused(text("is not known", ::gai_strerror(bad)));
        const Deadline deadline(limits_.connect);
        std::string why;
        for (const auto* one = found.first; one != nullptr && !socket_; one = one->ai_next)
            why = connect(*one, deadline);
        if (!socket_) throw Refused(text("cannot be reached", why));
        const int on = 1;
        ::setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }

    void close() {
        socket_.reset();
        buffer_.clear();
    }

    /// An end that was closed, or has sent what nobody asked for, can be read from at once.
    bool is_open() {
        if (!socket_) return false;
        char unasked = 0;
        const auto got = ::recv(socket_.get(), &unasked, 1, MSG_PEEK | MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) && buffer_.empty()) return true;
        close();
        return false;
    }

    void send(std::string_view bytes) {
        open();
        const Deadline deadline(limits_.send);
        bool none_sent = true;
        while (!bytes.empty()) {
            const auto sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent > 0) {
                bytes.remove_prefix(static_cast<std::size_t>(sent));
                none_sent = false;
                continue;
            }
            const int error = errno;
            if (error == EINTR) continue;
            const bool full = error == EAGAIN || error == EWOULDBLOCK;
            if (full && deadline.await(socket_, POLLOUT)) continue;
            close();
            const auto why = full ? std::string(too_long) : reason(error);
            if (none_sent) throw Refused(text("takes no request", why));
            throw Unknown(text("closed the connection while the request was sent", why));
        }
    }

    std::string read_line() {
        const Deadline deadline(limits_.answer);
        for (std::size_t looked = 0;;) {
            const auto end = buffer_.find('\n', looked);
            if (end != std::string::npos) {
                auto line = take(end + 1);
                line.pop_back();
                if (line.ends_with('\r')) line.pop_back();
                return line;
            }
            looked = buffer_.size();
            need_more(deadline);
        }
    }

    std::string read(std::size_t count) {
        const Deadline deadline(limits_.answer);
        while (buffer_.size() < count) need_more(deadline);
        return take(count);
    }

    std::string read_some(Duration limit) {
        if (buffer_.empty()) fill(Deadline(limit));
        return std::exchange(buffer_, {});
    }

 private:
    /// Why it failed; "" if it did not.
    std::string connect(const addrinfo& to, const Deadline& deadline) {
        Descriptor socket(::socket(to.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        if (!socket) return reason(errno);
        if (::connect(socket.get(), to.ai_addr, to.ai_addrlen) != 0) {
            if (errno != EINPROGRESS) return reason(errno);
            if (!deadline.await(socket, POLLOUT)) return too_long;
            int error = 0;
            socklen_t size = sizeof error;
            ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
            if (error != 0) return reason(error);
        }
        socket_ = std::move(socket);
        return "";
    }

    std::string take(std::size_t count) {
        auto taken = buffer_.substr(0, count);
        buffer_.erase(0, count);
        return taken;
    }

    void need_more(const Deadline& deadline) {
        if (fill(deadline)) return;
        close();
        throw Unknown(text("did not answer", "it closed the connection"));
    }

    /// Adds what has come to the buffer; false if nothing will any more.
    bool fill(const Deadline& deadline) {
        if (!socket_) throw Misuse("Connection: a read needs a send before it");
        std::array<char, 65536> bytes;
        for (;;) {
            const auto got = ::recv(socket_.get(), bytes.data(), bytes.size(), 0);
            if (got > 0) buffer_.append(bytes.data(), static_cast<std::size_t>(got));
            if (got >= 0) return got > 0;
            const int error = errno;
            if (error == EINTR) continue;
            const bool empty = error == EAGAIN || error == EWOULDBLOCK;
            if (empty && deadline.await(socket_, POLLIN)) continue;
            close();
            throw Unknown(text("did not answer", empty ? too_long : reason(error)));
        }
    }

    std::string text(const char* what, const std::string& why) const {
        return fmt::format("{}:{} {}: {}", server_.host, server_.port, what, why);
    }

    Endpoint server_;
    ConnectionLimits limits_;
    Descriptor socket_;
    std::string buffer_;  // what has come, and nobody has read
};

Connection::Connection(Endpoint server, ConnectionLimits limits)
    : impl_(std::make_unique<Impl>(std::move(server), limits)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

void Connection::open() { impl_->open(); }
void Connection::close() { impl_->close(); }
bool Connection::is_open() { return impl_->is_open(); }
void Connection::send(std::string_view bytes) { impl_->send(bytes); }
std::string Connection::read_line() { return impl_->read_line(); }
std::string Connection::read(std::size_t count) { return impl_->read(count); }
std::string Connection::read_some() { return impl_->read_some(limits().answer); }
std::string Connection::read_some(Duration limit) { return impl_->read_some(limit); }
const Endpoint& Connection::server() const { return impl_->server(); }
const ConnectionLimits& Connection::limits() const { return impl_->limits(); }

}  // namespace sm

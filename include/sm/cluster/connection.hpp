#pragma once
/// A TCP connection with a time limit for each operation; an error says whether the other side can
/// have received anything.

#include <sm/base/clock.hpp>
#include <sm/os/endpoint.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace sm {

/// How long each operation may take.
struct ConnectionLimits {
    Duration connect = std::chrono::milliseconds{500};
    Duration send = std::chrono::milliseconds{500};
    Duration answer = std::chrono::seconds{2};  ///< each read, however many packets that takes
};

/// A connection to one server, used by one thread at a time; a request is `send`, then reads.
///
///     sm::Connection redis(cluster.endpoint("n1", 6379));
///     redis.send("PING\r\n");              // sm::Refused: certainly not received
///     redis.read_line();                   // sm::Unknown: perhaps received
///
/// What fails closes it; the next `send` connects anew. Text of the errors names the server.
class Connection {
 public:
    explicit Connection(Endpoint server, ConnectionLimits limits = {});
    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;
    ~Connection();

    /// Connects, unless it is connected. Throws Refused if no server accepts in time, or if the
    /// name of the host cannot be resolved.
    void open();
    void close();
    /// Whether it is open, the server is not known to have closed its end, and no unexpected data
    /// has arrived.
    bool is_open();

    /// Sends all of it, on a new connection if there is none. Throws Refused as `open` does and
    /// where not a single byte could be sent, Unknown if the connection broke after that.
    void send(std::string_view bytes);

    /// Up to the next "\n", left out like a "\r" before it. Throws Unknown, as all reads do, if it
    /// does not come in time, or the connection ends before it does.
    std::string read_line();
    /// So many bytes.
    std::string read(std::size_t count);
    /// What has come, at least one byte; empty once the server has closed its end.
    std::string read_some();
    /// Likewise, with a limit of its own for this time.
    std::string read_some(Duration limit);

    const Endpoint& server() const;
    const ConnectionLimits& limits() const;

 private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace sm

#pragma once
/// The web server of `sm serve`: the store's table, and the files of its runs.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

namespace sm::report {

struct ServerOptions {
    std::filesystem::path store = "store";  ///< of runs; it need not be there if there is a corpus
    std::filesystem::path corpus{};         ///< whose kept failures are shown too; empty: none
    std::uint16_t port = 8080;              ///< 0 takes any that is free
};

/// The port cannot be had; says which, and why.
struct PortTaken : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Listens on 127.0.0.1 only. Missing pictures are drawn when they are requested.
/// Answers GET and HEAD; gives nothing that is not a regular file in the store or a failure file of
/// the corpus, wherever links lead. All connections are served by the one thread in `run`, none of
/// them waits for another, and idle connections are closed after half a minute.
class Server {
 public:
    /// Throws PortTaken, and std::filesystem::filesystem_error where there is neither store nor
    /// corpus.
    explicit Server(const ServerOptions& options);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port() const;

    /// Serves until `stop` is called, which any thread may do.
    void run();
    void stop();

 private:
    class Listener;
    std::unique_ptr<Listener> listener_;
};

}  // namespace sm::report

#include <sm/report/drawing.hpp>
#include <sm/report/server.hpp>
#include <sm/report/store.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>

#include <chrono>
#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "report/page.hpp"
#include "report/served.hpp"
#include "report/text.hpp"

namespace sm::report {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace fs = std::filesystem;
namespace http = beast::http;
using asio::ip::tcp;
using Error = beast::error_code;
using Request = http::request<http::empty_body>;

constexpr std::uint32_t largest_header = 8192;
constexpr std::size_t most_connections = 256;
constexpr std::chrono::seconds patience{30};         ///< for a request
constexpr std::chrono::minutes patience_to_send{5};  ///< for a whole file

constexpr std::string_view runs_prefix = "/runs/";
constexpr std::string_view failures_prefix = "/failures/";

template <class Body>
void add_headers(http::response<Body>& response, const Request& request, std::string_view type) {
    response.set(http::field::content_type, beast::string_view(type.data(), type.size()));
    response.set(http::field::cache_control, "no-cache");
    response.set("X-Content-Type-Options", "nosniff");
    response.set("Referrer-Policy", "no-referrer");
    // A log or a history is a stranger's: nothing in the store is let load or send anything.
    response.set("Content-Security-Policy",
                 "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
                 "img-src 'self' data:; base-uri 'none'; form-action 'none'; "
                 "frame-ancestors 'none'");
    response.keep_alive(request.keep_alive());
}

http::message_generator text_response(const Request& request, http::status status, std::string text,
                                      std::string_view type = "text/html; charset=utf-8") {
    http::response<http::string_body> response{status, request.version()};
    add_headers(response, request, type);
    response.content_length(text.size());
    if (request.method() != http::verb::head) response.body() = std::move(text);
    if (status == http::status::method_not_allowed) response.set(http::field::allow, "GET, HEAD");
    return response;
}

http::message_generator problem(const Request& request, http::status status,
                                std::string_view what) {
    const auto title = std::string(http::obsolete_reason(status));
    const auto body = fmt::format(
        "<main style=\"padding:16px 24px\"><h1>{}</h1><p>{}</p>"
        "<p><a href=\"/\">all runs</a></p></main>\n",
        escaped(title), escaped(what));
    return text_response(request, status, html({.title = title, .body = body}));
}

http::message_generator redirect(const Request& request, std::string_view target) {
    http::response<http::empty_body> response{http::status::moved_permanently, request.version()};
    add_headers(response, request, "text/plain; charset=utf-8");
    response.set(http::field::location, beast::string_view(target.data(), target.size()));
    response.content_length(0);
    return response;
}

http::message_generator file_response(const Request& request, Served served) {
    const auto size = served.size();
    const auto type = content_type(served.path());
    if (request.method() == http::verb::head) {
        http::response<http::empty_body> response{http::status::ok, request.version()};
        add_headers(response, request, type);
        response.content_length(size);
        return response;
    }
    beast::file_posix file;
    file.native_handle(served.release());
    http::response<http::basic_file_body<beast::file_posix>> response{http::status::ok,
                                                                      request.version()};
    add_headers(response, request, type);
    Error error;
    response.body().reset(std::move(file), error);
    if (error) return problem(request, http::status::internal_server_error, error.message());
    response.prepare_payload();
    return response;
}

/// A page elsewhere may make its own name lead to this machine; its requests carry that name.
bool is_local(beast::string_view host) {
    const std::string_view name(host.data(), host.size());
    const auto colon = name.rfind(':');
    const auto bare = name.substr(0, colon);
    return bare == "127.0.0.1" || bare == "localhost" || name.empty();
}

/// What the server answers; it knows no connections.
class Answers {
 public:
    Answers(const fs::path& store, const fs::path& corpus)
        : store_(store, corpus.empty() ? fs::path() : corpus / "failures"),
          root_(real_path(store)),
          failures_(corpus.empty() ? fs::path() : real_path(corpus / "failures")) {
        if (fs::is_directory(root_) || fs::is_directory(failures_)) return;
        throw fs::filesystem_error("the store is not a directory", store,
                                   std::make_error_code(std::errc::not_a_directory));
    }

    http::message_generator to(const Request& request) {
        if (request.method() != http::verb::get && request.method() != http::verb::head) {
            return problem(request, http::status::method_not_allowed,
                           "only GET and HEAD are answered");
        }
        if (!is_local(request[http::field::host])) {
            return problem(request, http::status::misdirected_request,
                           "this server is only known as 127.0.0.1 and localhost");
        }
        const std::string target(request.target());
        const auto path = path_of_target(target);
        if (!path) return problem(request, http::status::bad_request, "this is not a path");
        if (path->empty()) {
            return text_response(request, http::status::ok, store_html(store_.runs(), root_));
        }
        if (target.starts_with(runs_prefix))
            return run_file(request, target, path->lexically_relative("runs"));
        if (target.starts_with(failures_prefix))
            return failure_file(request, target, path->lexically_relative("failures"));
        return absent(request);
    }

 private:
    static http::message_generator absent(const Request& request) {
        return problem(request, http::status::not_found, "there is no such file in the store");
    }

    http::message_generator run_file(const Request& request, const std::string& target,
                                     const fs::path& path) {
        auto served = open_below(root_, path);
        if (served.kind() == Served::Kind::absent) return drawn_of_run(request, path);
        if (served.kind() == Served::Kind::file) return file_response(request, std::move(served));
        const auto question = target.find('?');
        const auto link = target.substr(0, question);
        if (!link.ends_with('/')) return redirect(request, link + "/");
        const bool files = question != std::string::npos && target.substr(question) == "?files";
        if (!files) {
            auto index = open_below(root_, path / "index.html");
            if (index.kind() == Served::Kind::file) return file_response(request, std::move(index));
            if (is_run(path)) return drawn_of_run(request, path / "index.html");
        }
        return text_response(request, http::status::ok,
                             listing_html(served.path(), path.generic_string()));
    }

    /// A picture that nobody has drawn yet.
    http::message_generator drawn_of_run(const Request& request, const fs::path& path) {
        const auto run = path.parent_path();
        const auto name = path.filename().string();
        if (!is_drawn(name) || !is_run(run)) return absent(request);
        return drawn(request, name, root_ / run, [&] { return read_run(root_ / run); });
    }

    /// `<name>/<time>` that is a directory with a history in it.
    bool is_run(const fs::path& path) const {
        if (std::distance(path.begin(), path.end()) < 2) return false;
        const auto served = open_below(root_, path);
        if (served.kind() != Served::Kind::directory) return false;
        try {
            return fs::is_regular_file(store::history_in(served.path()));
        } catch (const store::BadRun&) {
            return false;
        }
    }

    /// `<test>/<file>.json/`: the file itself as failure.json, and what is drawn of it.
    http::message_generator failure_file(const Request& request, const std::string& target,
                                         const fs::path& path) {
        const auto parts = std::distance(path.begin(), path.end());
        if (failures_.empty() || parts < 2 || parts > 3) return absent(request);
        const auto name = parts == 3 ? path.filename().string() : "index.html";
        const auto file = parts == 3 ? path.parent_path() : path;
        auto served = open_below(failures_, file);
        const bool is_json = served.path().extension() == ".json";
        if (served.kind() != Served::Kind::file || !is_json) return absent(request);
        if (parts == 2 && !target.ends_with('/')) return redirect(request, target + "/");
        if (name == "failure.json") return file_response(request, std::move(served));
        if (!is_drawn(name)) return absent(request);
        return drawn(request, name, {}, [&] { return read_drawn(served.path()); });
    }

    /// What cannot be read cannot be drawn, and the reader is told why.
    template <class Read>
    static http::message_generator drawn(const Request& request, std::string_view name,
                                         const fs::path& directory, const Read& read) {
        try {
            return text_response(request, http::status::ok, drawn_file(name, directory, read()),
                                 content_type(name));
        } catch (const std::runtime_error& error) {
            return problem(request, http::status::not_found, error.what());
        }
    }

    static fs::path real_path(const fs::path& path) {
        std::error_code error;
        const auto real = fs::canonical(path, error);
        return error ? path : real;
    }

    Store store_;
    fs::path root_;
    fs::path failures_;  ///< empty if none are served
};

/// One connection: reads a request, writes what is answered, and again.
class Session : public std::enable_shared_from_this<Session> {
 public:
    Session(tcp::socket socket, Answers& answers, std::size_t& count)
        : stream_(std::move(socket)), answers_(answers), count_(count) {
        ++count_;
    }
    ~Session() { --count_; }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    void read() {
        parser_.emplace();
        parser_->header_limit(largest_header);
        stream_.expires_after(patience);
        http::async_read(stream_, buffer_, *parser_,
                         beast::bind_front_handler(&Session::on_read, shared_from_this()));
    }

 private:
    void on_read(Error error, std::size_t) {
        if (!error) return write(answer());
        Request refused;
        refused.version(11);
        refused.keep_alive(false);
        if (error == http::error::header_limit) {
            write(problem(refused, http::status::request_header_fields_too_large,
                          "the request is too long"));
        } else if (error == http::error::unexpected_body) {
            write(problem(refused, http::status::payload_too_large, "a request has no body here"));
        } else if (error.category() == http::make_error_code(http::error::bad_method).category() &&
                   error != http::error::end_of_stream && error != http::error::partial_message) {
            write(problem(refused, http::status::bad_request, error.message()));
        } else {
            close();
        }
    }

    http::message_generator answer() {
        const auto& request = parser_->get();
        try {
            return answers_.to(request);
        } catch (const std::exception& error) {
            return problem(request, http::status::internal_server_error, error.what());
        }
    }

    void write(http::message_generator&& message) {
        const bool keep = message.keep_alive();
        stream_.expires_after(patience_to_send);
        beast::async_write(stream_, std::move(message),
                           [self = shared_from_this(), keep](Error error, std::size_t) {
                               if (!error && keep) return self->read();
                               self->close();
                           });
    }

    void close() {
        Error ignored;
        stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    }

    beast::tcp_stream stream_;
    beast::flat_buffer buffer_{2 * std::size_t{largest_header}};
    std::optional<http::request_parser<http::empty_body>> parser_;
    Answers& answers_;
    std::size_t& count_;
};

}  // namespace

class Server::Listener {
 public:
    explicit Listener(const ServerOptions& options)
        : answers_(options.store, options.corpus), acceptor_(context_) {
        const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), options.port);
        acceptor_.open(endpoint.protocol());
        acceptor_.set_option(asio::socket_base::reuse_address(true));
        Error error;
        acceptor_.bind(endpoint, error);
        if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
        if (error) {
            throw PortTaken(
                fmt::format("cannot listen on 127.0.0.1:{}: {}", options.port, error.message()));
        }
        accept();
    }

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    void run() { context_.run(); }
    void stop() { context_.stop(); }

 private:
    void accept() {
        acceptor_.async_accept([this](Error error, tcp::socket socket) {
            if (error == asio::error::operation_aborted) return;
            if (error) return accept_later();
            // Those beyond the limit are closed at once, so that nobody exhausts the descriptors.
            if (connections_ < most_connections) {
                std::make_shared<Session>(std::move(socket), answers_, connections_)->read();
            }
            accept();
        });
    }

    /// Where this process has no descriptor left, the next try would fail at once.
    void accept_later() {
        pause_.expires_after(std::chrono::milliseconds{100});
        pause_.async_wait([this](Error) { accept(); });
    }

    Answers answers_;
    std::size_t connections_ = 0;  // outlives the context, whose end destroys the sessions
    asio::io_context context_{1};
    tcp::acceptor acceptor_;
    asio::steady_timer pause_{context_};
};

Server::Server(const ServerOptions& options) : listener_(std::make_unique<Listener>(options)) {}
Server::~Server() = default;

std::uint16_t Server::port() const { return listener_->port(); }
void Server::run() { listener_->run(); }
void Server::stop() { listener_->stop(); }

}  // namespace sm::report

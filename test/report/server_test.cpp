#include <sm/report/drawing.hpp>
#include <sm/report/server.hpp>
#include <sm/store/failure_file.hpp>
#include <sm/value/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "started.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using sm::report::Server;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// A connection that says what it is told to, byte for byte.
class Connection {
 public:
    explicit Connection(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
        const timeval patience{20, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    ~Connection() { ::close(socket_); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    bool connected() const { return connected_; }

    void say(const std::string& text) const {
        ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
    }

    /// All that comes until the server closes.
    std::string hear() const {
        std::string heard;
        std::array<char, 4096> part{};
        for (;;) {
            const auto count = ::recv(socket_, part.data(), part.size(), 0);
            if (count <= 0) return heard;
            heard.append(part.data(), static_cast<std::size_t>(count));
        }
    }

 private:
    int socket_;
    bool connected_ = false;
};

/// A store with one run in it, served; and a file outside of it that nobody may have.
class Serving : public testing::Test {
 protected:
    Serving() {
        write(folder_.path / "secret.txt", "the secret");
        write(run_ / "index.html", "<p>the index</p>");
        write(run_ / "latency.svg", "<svg/>");
        write(run_ / "history.jsonl", "{}");
        write(run_ / "logs" / "n1.log", "<b>a log</b>");
        thread_ = std::jthread([this] { server_.run(); });
    }
    ~Serving() override { server_.stop(); }

    static void write(const fs::path& file, const std::string& text) {
        std::ofstream(file) << text;
    }

    std::string ask(const std::string& request) const {
        const Connection connection(server_.port());
        connection.say(request);
        return connection.hear();
    }
    std::string get(const std::string& target, const std::string& method = "GET") const {
        return ask(method + " " + target +
                   " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    fs::path store() const { return folder_.path / "store"; }
    std::string link() const { return "/runs/a/" + run_.filename().string() + "/"; }

    started::Folder folder_;
    fs::path run_ = sm::store::make_run_directory(store(), "a", sm::store::WallTime{});
    Server server_{{.store = store(), .port = 0}};
    std::jthread thread_;
};

TEST_F(Serving, TheTableIsAtTheRoot) {
    const auto answer = get("/");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(answer, HasSubstr("Content-Type: text/html; charset=utf-8"));
    EXPECT_THAT(answer, HasSubstr("href=\"" + link() + "\""));
}

TEST_F(Serving, NewRunsAreInTheTableAtTheNextLook) {
    sm::store::make_run_directory(store(), "another", sm::store::WallTime{});
    EXPECT_THAT(get("/"), HasSubstr("/runs/another/"));
}

TEST_F(Serving, FilesComeWithTheirTypes) {
    EXPECT_THAT(get(link() + "latency.svg"), HasSubstr("Content-Type: image/svg+xml"));
    EXPECT_THAT(get(link() + "latency.svg"), testing::EndsWith("\r\n\r\n<svg/>"));
    EXPECT_THAT(get(link() + "history.jsonl"), HasSubstr("Content-Type: text/plain"));
    EXPECT_THAT(get(link() + "logs/n1.log"), HasSubstr("Content-Type: text/plain"));
    EXPECT_THAT(get(link() + "logs/n1.log"), HasSubstr("X-Content-Type-Options: nosniff"));
}

TEST_F(Serving, ADirectoryIsItsIndexOrAList) {
    EXPECT_THAT(get(link()), HasSubstr("<p>the index</p>"));
    EXPECT_THAT(get(link() + "?files"), HasSubstr("history.jsonl"));
    EXPECT_THAT(get(link() + "logs/"), HasSubstr("n1.log"));
    const auto bare = link().substr(0, link().size() - 1);
    EXPECT_THAT(get(bare), HasSubstr("301"));
    EXPECT_THAT(get(bare), HasSubstr("Location: " + link() + "\r\n"));
}

TEST_F(Serving, TheLinkToTheLatestIsFollowed) {
    EXPECT_THAT(get("/runs/a/latest/"), HasSubstr("<p>the index</p>"));
    EXPECT_THAT(get("/runs/latest/"), HasSubstr("<p>the index</p>"));
}

TEST_F(Serving, NoPathLeadsOutOfTheStore) {
    fs::create_symlink(folder_.path / "secret.txt", run_ / "link.txt");
    fs::create_directory_symlink(folder_.path, run_ / "up");
    for (const auto* path :
         {"/../secret.txt", "/runs/../secret.txt", "/runs/../../secret.txt",
          "/runs/%2e%2e/secret.txt", "/runs/a/..%2f..%2fsecret.txt",
          "/runs/a/%2e%2e%2f%2e%2e%2fsecret.txt", "/runs//../secret.txt", "/runs/a/latest/link.txt",
          "/runs/a/latest/up/secret.txt", "/runs/a/latest/up/", "//secret.txt", "/secret.txt",
          "/runs/%00/secret.txt", "/runs/a/%zz", "secret.txt", "http://localhost/../secret.txt"}) {
        const auto answer = get(path);
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 4")) << path;
        EXPECT_THAT(answer, Not(HasSubstr("the secret"))) << path;
    }
}

TEST_F(Serving, TheStoreNextDoorIsNotInTheStore) {
    fs::create_directory(store().string() + "-next");
    write(store().string() + "-next/secret.txt", "the secret");
    fs::create_symlink(store().string() + "-next/secret.txt", run_ / "near.txt");
    EXPECT_THAT(get(link() + "near.txt"), StartsWith("HTTP/1.1 404"));
}

TEST_F(Serving, APipeIsNoFileAndStallsNobody) {
    ASSERT_EQ(::mkfifo((run_ / "pipe").c_str(), 0600), 0);
    EXPECT_THAT(get(link() + "pipe"), StartsWith("HTTP/1.1 404"));
}

TEST_F(Serving, WhatIsNotThereIsNotFound) {
    EXPECT_THAT(get("/runs/a/none"), StartsWith("HTTP/1.1 404"));
    EXPECT_THAT(get("/favicon.ico"), StartsWith("HTTP/1.1 404"));
}

TEST_F(Serving, AHeadIsAnsweredWithoutABody) {
    const auto answer = get(link() + "latency.svg", "HEAD");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(answer, HasSubstr("Content-Length: 6"));
    EXPECT_THAT(answer, testing::EndsWith("\r\n\r\n"));
    EXPECT_THAT(get("/", "HEAD"), testing::EndsWith("\r\n\r\n"));
}

TEST_F(Serving, OtherMethodsAreRefused) {
    for (const auto* method : {"POST", "PUT", "DELETE", "OPTIONS"}) {
        EXPECT_THAT(get("/", method), StartsWith("HTTP/1.1 405")) << method;
    }
}

TEST_F(Serving, ARequestHasALimit) {
    EXPECT_THAT(get("/" + std::string(10'000, 'a')), StartsWith("HTTP/1.1 431"));
    EXPECT_THAT(ask("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nabcde"),
                StartsWith("HTTP/1.1 413"));
    EXPECT_THAT(ask("nonsense\r\n\r\n"), StartsWith("HTTP/1.1 400"));
}

TEST_F(Serving, ANameThatIsNotThisMachinesIsRefused) {
    EXPECT_THAT(ask("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"),
                StartsWith("HTTP/1.1 421"));
    EXPECT_THAT(ask("GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nConnection: close\r\n\r\n"),
                StartsWith("HTTP/1.1 200"));
}

TEST_F(Serving, ASlowClientStallsNobody) {
    const Connection slow(server_.port());
    slow.say("GET / HT");
    EXPECT_THAT(get("/"), StartsWith("HTTP/1.1 200"));
}

TEST_F(Serving, AClientThatDoesNotReadStallsNobody) {
    write(run_ / "large.bin", std::string(64U << 20U, 'x'));
    const Connection deaf(server_.port());
    deaf.say("GET " + link() + "large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_THAT(get("/"), StartsWith("HTTP/1.1 200"));
}

TEST_F(Serving, AConnectionServesOneRequestAfterTheOther) {
    const auto one = "GET " + link() + "latency.svg HTTP/1.1\r\nHost: localhost\r\n";
    const auto answers = ask(one + "\r\n" + one + "Connection: close\r\n\r\n");
    const auto first = answers.find("<svg/>");
    EXPECT_NE(first, answers.npos);
    EXPECT_NE(answers.find("<svg/>", first + 1), answers.npos);
}

TEST_F(Serving, ABrokenRunIsShownAsBroken) {
    write(run_ / "results.json", "{");
    EXPECT_THAT(get("/"), HasSubstr("class=\"verdict broken\""));
}

TEST_F(Serving, APortThatIsTakenIsNamed) {
    EXPECT_THAT(([&] { Server({.store = store(), .port = server_.port()}); }),
                testing::ThrowsMessage<sm::report::PortTaken>(
                    HasSubstr("127.0.0.1:" + std::to_string(server_.port()))));
}

TEST_F(Serving, DrawsWhatNobodyHasDrawn) {
    const auto run = sm::store::make_run_directory(store(), "b", sm::store::WallTime{});
    write(run / "history.jsonl",
          "{\"type\":\"invoke\",\"process\":0,\"f\":\"read\",\"time\":1000}\n"
          "{\"type\":\"ok\",\"process\":0,\"f\":\"read\",\"value\":3,\"time\":5000}\n");
    const auto base = "/runs/b/" + run.filename().string() + "/";
    EXPECT_THAT(get(base), HasSubstr("nothing was judged"));
    EXPECT_THAT(get(base + "timeline.html"), HasSubstr("\"read\""));
    EXPECT_THAT(get(base + "latency.svg"), HasSubstr("image/svg+xml"));
    EXPECT_THAT(get(base + "other.html"), StartsWith("HTTP/1.1 404"));
    EXPECT_FALSE(fs::exists(run / "index.html")) << "the store is only read";
}

TEST(Server, ShowsKeptFailuresBesideTheRuns) {
    const started::Folder folder;
    const auto failures = folder.path / "corpus" / "failures" / "Suite.Test";
    fs::create_directories(failures);
    sm::store::FailureFile failure{.test = "Suite.Test"};
    failure.finding = sm::history::CheckResult{.checker = "by the model",
                                               .conclusion = {sm::Verdict::invalid, "3 is stale"},
                                               .violations = {0}};
    failure.history = sm::parse_json(
        R"([{"type": "invoke", "process": 0, "f": "read"},
            {"type": "ok", "process": 0, "f": "read", "value": 3}])");
    std::ofstream(failures / "0a.json") << to_text(failure);
    std::ofstream(folder.path / "corpus" / "secret.json") << "the secret";
    Server server({.store = folder.path / "store", .corpus = folder.path / "corpus", .port = 0});
    const std::jthread serving([&] { server.run(); });
    const auto get = [&](const std::string& target) {
        const Connection connection(server.port());
        connection.say("GET " + target +
                       " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        return connection.hear();
    };
    EXPECT_THAT(get("/"), HasSubstr("/failures/Suite.Test/0a.json/timeline.html"));
    EXPECT_THAT(get("/"), HasSubstr("3 is stale"));
    EXPECT_THAT(get("/failures/Suite.Test/0a.json/"), HasSubstr("verdict invalid"));
    EXPECT_THAT(get("/failures/Suite.Test/0a.json/timeline.html"), HasSubstr("\"violations\":[0]"));
    EXPECT_THAT(get("/failures/Suite.Test/0a.json/failure.json"), HasSubstr("\"sm\": \"failure\""));
    for (const auto* const target :
         {"/failures/secret.json", "/failures/../secret.json", "/failures/Suite.Test/0a.json/x"})
        EXPECT_THAT(get(target), Not(HasSubstr("the secret"))) << target;
    server.stop();
}

TEST(Server, RefusesAStoreThatIsNotThere) {
    EXPECT_THROW(Server({.store = "/nonexistent", .port = 0}), fs::filesystem_error);
}

TEST(Server, IsOnlyReachedThroughLoopback) {
    const started::Folder folder;
    const Server server({.store = folder.path, .port = 0});
    const auto port = started::contents("/proc/net/tcp");
    std::array<char, 16> expected{};
    std::snprintf(expected.data(), expected.size(), "0100007F:%04X", unsigned{server.port()});
    EXPECT_THAT(port, HasSubstr(expected.data()));
    std::snprintf(expected.data(), expected.size(), "00000000:%04X", unsigned{server.port()});
    EXPECT_THAT(port, Not(HasSubstr(std::string(expected.data()) + " 00000000:0000 0A")));
}

}  // namespace

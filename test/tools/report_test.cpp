/// `sm report` and `sm serve`, as programs.

#include <sm/sm.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "started.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using started::Ended;
using started::Folder;
using testing::HasSubstr;

constexpr int bad_usage = 64;
constexpr int bad_input = 65;

constexpr auto history =
    "{:process 0, :type :invoke, :f :read, :value nil, :time 1000}\n"
    "{:process 0, :type :ok, :f :read, :value 3, :time 5000}\n";

void write(const fs::path& file, const std::string& text) { std::ofstream(file) << text; }

Ended sm(const std::vector<std::string>& arguments, const Folder& folder) {
    return started::run(SM_PROGRAM, arguments, {}, folder);
}

TEST(SmReport, DrawsAHistoryBesideIt) {
    const Folder folder;
    write(folder.path / "history.edn", history);
    const auto ended = sm({"report", "history.edn"}, folder);
    EXPECT_EQ(ended.status, 0) << ended.err;
    EXPECT_EQ(ended.out, "history.edn.report/index.html\n");
    for (const auto* file : {"index.html", "timeline.html", "latency.svg", "rate.svg"}) {
        EXPECT_TRUE(fs::exists(folder.path / "history.edn.report" / file)) << file;
    }
}

TEST(SmReport, DrawsIntoTheDirectoryAskedFor) {
    const Folder folder;
    write(folder.path / "a.edn", history);
    write(folder.path / "b.edn", history);
    EXPECT_EQ(sm({"report", "a.edn", "--output", "one"}, folder).status, 0);
    EXPECT_TRUE(fs::exists(folder.path / "one" / "timeline.html"));
    EXPECT_EQ(sm({"report", "a.edn", "b.edn", "--output", "two"}, folder).status, 0);
    EXPECT_TRUE(fs::exists(folder.path / "two" / "b.edn" / "timeline.html"));
}

TEST(SmReport, DrawsARunInPlace) {
    const Folder folder;
    fs::create_directory(folder.path / "run");
    write(folder.path / "run" / "history.edn", history);
    EXPECT_EQ(sm({"report", "run"}, folder).status, 0);
    EXPECT_TRUE(fs::exists(folder.path / "run" / "index.html"));
    const auto refused = sm({"report", "run", "--output", "x"}, folder);
    EXPECT_EQ(refused.status, bad_usage);
    EXPECT_THAT(refused.err, HasSubstr("--output"));
}

TEST(SmReport, OneThatCannotBeReadIsToldAndTheOthersAreDrawn) {
    const Folder folder;
    write(folder.path / "bad.edn", "{:process 0, :type");
    write(folder.path / "good.edn", history);
    const auto ended = sm({"report", "bad.edn", "good.edn", "absent.edn"}, folder);
    EXPECT_EQ(ended.status, bad_input);
    EXPECT_THAT(ended.err, HasSubstr("bad.edn:1"));
    EXPECT_THAT(ended.err, HasSubstr("absent.edn"));
    EXPECT_EQ(ended.out, "good.edn.report/index.html\n");
}

TEST(SmReport, WantsSomethingToDraw) {
    const Folder folder;
    EXPECT_EQ(sm({"report"}, folder).status, bad_usage);
}

/// Of which every second write is lost.
struct Model {
    int value = 0;
};
struct Forgetful {
    int value = 0;
    int writes = 0;
};
struct Write {
    int value;
    void apply(Model& m) const { m.value = value; }
    void run(auto& sys) const {
        if (++sys.writes % 2 == 1) sys.value = value;
    }
};
struct Read {
    static constexpr bool read_only = true;
    int apply(Model& m) const { return m.value; }
    int run(auto& sys) const { return sys.value; }
};

/// The failure file of a check.
fs::path failing_check(const Folder& folder) {
    const auto report = sm::check<std::variant<Write, Read>>(
        [] { return Forgetful{}; },
        {.name = "Forgetful.Register", .seed = 1, .corpus = (folder.path / ".sm").string()});
    EXPECT_FALSE(report.passed);
    return report.failure_file;
}

TEST(SmCheck, JudgesTheHistoryOfAFailureFile) {
    const Folder folder;
    const auto file = failing_check(folder).string();
    const auto ended = sm({"check", "--model", "register", "--initial", "0", file}, folder);
    EXPECT_EQ(ended.status, 1) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("linearizable register: invalid"));
    EXPECT_THAT(ended.out, HasSubstr("look at\n    line"));
}

TEST(SmCheck, GivesTheVerdictOfAFailureFileWithoutAModel) {
    const Folder folder;
    const auto file = failing_check(folder).string();
    const auto ended = sm({"check", file}, folder);
    EXPECT_EQ(ended.status, 1) << ended.err;
    EXPECT_THAT(ended.out,
                HasSubstr(": invalid\n  failure of Forgetful.Register: wrong answer; the "
                          "verdict is the file's own"));
    EXPECT_THAT(ended.out, HasSubstr("linearizable by the model"));
    EXPECT_THAT(ended.out, HasSubstr(":read → 0"));
    write(folder.path / "plain.json", "[{\"type\":\"invoke\",\"process\":0,\"f\":\"read\"}]");
    const auto plain = sm({"check", "plain.json"}, folder);
    EXPECT_EQ(plain.status, bad_input);
    EXPECT_THAT(plain.out, HasSubstr("no model is given"));
}

TEST(SmReport, DrawsAFailureFileWithItsViolation) {
    const Folder folder;
    const auto file = failing_check(folder);
    const auto ended = sm({"report", file.string(), "--output", "drawn"}, folder);
    EXPECT_EQ(ended.status, 0) << ended.err;
    const auto timeline = started::contents(folder.path / "drawn" / "timeline.html");
    EXPECT_THAT(timeline, HasSubstr("\"violations\":[2]"));
    EXPECT_THAT(timeline, HasSubstr("Forgetful.Register"));
    EXPECT_THAT(started::contents(folder.path / "drawn" / "index.html"),
                HasSubstr("class=\"verdict invalid\""));
}

TEST(SmServe, NamesTheStoreThatIsNotThere) {
    const Folder folder;
    const auto ended = sm({"serve", "--port", "0"}, folder);
    EXPECT_EQ(ended.status, bad_input);
    EXPECT_THAT(ended.err, HasSubstr("\"store\""));
    EXPECT_THAT(ended.err, HasSubstr("sm serve STORE"));
    EXPECT_THAT(ended.err, HasSubstr("--corpus"));
}

TEST(SmServe, TakesTheStoreWithAndWithoutTheOption) {
    const Folder folder;
    for (const auto& ended :
         {sm({"serve", "runs"}, folder), sm({"serve", "--store", "runs"}, folder)}) {
        EXPECT_EQ(ended.status, bad_input);
        EXPECT_THAT(ended.err, HasSubstr("\"runs\""));
    }
    EXPECT_EQ(sm({"serve", "runs", "more"}, folder).status, bad_usage);
}

TEST(SmServe, APortThatIsTakenIsNamedWithWhatToDo) {
    const Folder folder;
    const int taken = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ASSERT_EQ(::bind(taken, reinterpret_cast<sockaddr*>(&address), size), 0);
    ASSERT_EQ(::listen(taken, 1), 0);
    ::getsockname(taken, reinterpret_cast<sockaddr*>(&address), &size);
    const auto port = std::to_string(ntohs(address.sin_port));
    const auto ended = sm({"serve", "--store", ".", "--port", port}, folder);
    ::close(taken);
    EXPECT_EQ(ended.status, 1);
    EXPECT_THAT(ended.err, HasSubstr("127.0.0.1:" + port));
    EXPECT_THAT(ended.err, HasSubstr("--port"));
}

/// The program, serving; its first line has been read.
class Served {
 public:
    explicit Served(const Folder& folder) {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
        std::vector<std::string> words{SM_PROGRAM, "serve", "--port", "0", folder.path.string()};
        std::vector<char*> arguments;
        for (auto& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        ::posix_spawn(&process_, SM_PROGRAM, &actions, nullptr, arguments.data(), environ);
        ::posix_spawn_file_actions_destroy(&actions);
        ::close(ends[1]);
        for (char c = 0; ::read(ends[0], &c, 1) == 1 && c != '\n';) line += c;
        ::close(ends[0]);
    }

    int end_by(int signal) const {
        ::kill(process_, signal);
        int status = 0;
        ::waitpid(process_, &status, 0);
        return status;
    }

    std::string line;

 private:
    pid_t process_ = -1;
};

TEST(SmServe, SaysWhereItServesAndEndsCleanlyOnASignal) {
    const Folder folder;
    for (const int signal : {SIGINT, SIGTERM}) {
        const Served served(folder);
        EXPECT_THAT(served.line, HasSubstr("http://127.0.0.1:"));
        EXPECT_EQ(served.end_by(signal), 0);
    }
}

}  // namespace

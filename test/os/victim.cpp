#include "os/victim.hpp"

#include <array>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sm_test {

namespace fs = std::filesystem;

Victim::Victim(const std::function<int(Victim& self)>& body) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw std::runtime_error("socketpair failed");
    pid_ = ::fork();
    socket_ = ends[pid_ == 0 ? 1 : 0];
    ::close(ends[pid_ == 0 ? 0 : 1]);
    if (pid_ != 0) return;
    int code = 99;
    try {
        code = body(*this);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "victim: %s\n", error.what());
    }
    ::_exit(code);
}

Victim::~Victim() {
    kill();
    wait_ended();
    ::close(socket_);
}

int Victim::tell_and_wait(const std::string& word) {
    static_cast<void>(::send(socket_, word.data(), word.size(), MSG_NOSIGNAL));
    for (;;) ::pause();
}

std::string Victim::said() {
    std::array<char, 4096> buffer;
    const auto got = ::read(socket_, buffer.data(), buffer.size());
    return got > 0 ? std::string(buffer.data(), static_cast<std::size_t>(got)) : "";
}

void Victim::kill() const {
    if (!collected_) ::kill(pid_, SIGKILL);
}

int Victim::wait_ended() {
    int status = 0;
    if (collected_ || ::waitpid(pid_, &status, 0) != pid_) return 0;
    collected_ = true;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

std::vector<pid_t> Victim::reapers() const {
    std::vector<pid_t> found;
    const auto owner = std::to_string(pid_ == 0 ? ::getpid() : pid_);
    for (const auto& entry : fs::directory_iterator("/proc")) {
        const auto name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        std::ifstream file(entry.path() / "cmdline");
        std::vector<std::string> words;
        for (std::string word; std::getline(file, word, '\0');) words.push_back(word);
        if (words.size() >= 7 && words[3] == "sm-reaper" && words[6] == owner)
            found.push_back(std::stoi(name));
    }
    return found;
}

}  // namespace sm_test

#include "cluster/log_follower.hpp"

#include <sm/cluster/wait.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

#include <fcntl.h>
#include <poll.h>

namespace sm::detail {
namespace {

Child follow(const Docker& docker, const std::string& container, const std::string& since,
             Pipe& pipe) {
    std::vector<std::string> words{docker.program(), "logs", "--follow"};
    if (!since.empty()) words.insert(words.end(), {"--since", since});
    words.push_back(container);
    auto child = Child::start(words, {}, {-1, pipe.write.get(), pipe.write.get()});
    pipe.write.reset();
    return child;
}

void write_all(const Descriptor& file, std::string_view text) {
    while (file && !text.empty()) {
        const auto wrote = ::write(file.get(), text.data(), text.size());
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote <= 0) return;  // a full disk costs the log, not the test
        text.remove_prefix(static_cast<std::size_t>(wrote));
    }
}

}  // namespace

LogFollower::LogFollower(const Docker& docker, const std::string& container,
                         const std::string& since, std::filesystem::path path, std::size_t limit)
    : path_(std::move(path)),
      limit_(limit),
      pipe_(make_pipe()),
      child_(follow(docker, container, since, pipe_)),
      thread_([this] { copy(); }) {}

LogFollower::~LogFollower() { stop_.write.reset(); }

bool LogFollower::wait_ended(Duration limit) const {
    return eventually([&] { return ended(); },
                      {.limit = limit, .interval = std::chrono::milliseconds{2}})
        .held;
}

void LogFollower::copy() {
    Descriptor file(
        ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    std::size_t room = limit_;
    ::fcntl(pipe_.read.get(), F_SETFL, O_NONBLOCK);
    for (bool running = true; running && pipe_.read;) {
        std::array<pollfd, 3> watched{{{pipe_.read.get(), POLLIN, 0},
                                       {child_.descriptor(), POLLIN, 0},
                                       {stop_.read.get(), POLLIN, 0}}};
        if (::poll(watched.data(), watched.size(), -1) < 0) continue;  // EINTR
        running = watched[1].revents == 0 && watched[2].revents == 0;
        take(file, room);
    }
    child_.kill();
    child_.collect();
    ended_ = true;
}

void LogFollower::take(Descriptor& file, std::size_t& room) {
    std::array<char, 65536> buffer;
    while (pipe_.read) {
        const auto got = ::read(pipe_.read.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && errno == EAGAIN) return;
        if (got <= 0) return pipe_.read.reset();
        const auto size = static_cast<std::size_t>(got);
        write_all(file, {buffer.data(), std::min(size, room)});
        if (size > room && !cut_.exchange(true))
            write_all(file, "\n[sm: the limit of this log is reached; what follows is dropped]\n");
        room -= std::min(size, room);
    }
}

}  // namespace sm::detail

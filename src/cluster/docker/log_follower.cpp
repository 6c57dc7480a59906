#include "cluster/docker/log_follower.hpp"

#include <sm/os/wait.hpp>

#include <array>

#include <fcntl.h>
#include <poll.h>

namespace sm::detail::inline cluster {
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

}  // namespace

LogFollower::LogFollower(const Docker& docker, const std::string& container,
                         const std::string& since, std::filesystem::path path, std::size_t limit)
    : file_(std::move(path), limit),
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
    ::fcntl(pipe_.read.get(), F_SETFL, O_NONBLOCK);
    for (bool running = true; running && pipe_.read;) {
        std::array<pollfd, 3> watched{{{pipe_.read.get(), POLLIN, 0},
                                       {child_.descriptor(), POLLIN, 0},
                                       {stop_.read.get(), POLLIN, 0}}};
        if (::poll(watched.data(), watched.size(), -1) < 0) continue;  // EINTR
        running = watched[1].revents == 0 && watched[2].revents == 0;
        file_.take(pipe_.read);
    }
    child_.kill();
    child_.collect();
    ended_ = true;
}

}  // namespace sm::detail::inline cluster

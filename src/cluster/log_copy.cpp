#include "cluster/log_copy.hpp"

#include <sm/os/wait.hpp>

#include <array>

#include <fcntl.h>
#include <poll.h>

namespace sm::detail::inline cluster {

LogCopy::LogCopy(std::filesystem::path path, std::size_t limit) : file_(std::move(path), limit) {}

LogCopy::~LogCopy() { stop_.write.reset(); }

bool LogCopy::wait_ended(Duration limit) const {
    return eventually([&] { return ended_.load(); },
                      {.limit = limit, .interval = std::chrono::milliseconds{1}})
        .held;
}

void LogCopy::copy() {
    ::fcntl(pipe_.read.get(), F_SETFL, O_NONBLOCK);
    for (bool wanted = true; wanted && pipe_.read;) {
        std::array<pollfd, 2> watched{
            {{pipe_.read.get(), POLLIN, 0}, {stop_.read.get(), POLLIN, 0}}};
        if (::poll(watched.data(), watched.size(), -1) < 0) continue;  // EINTR
        wanted = watched[1].revents == 0;
        file_.take(pipe_.read);
    }
    ended_ = true;
}

}  // namespace sm::detail::inline cluster

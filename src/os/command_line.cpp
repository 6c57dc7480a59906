#include <sm/os/command_line.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>

#include "os/child.hpp"

#include <fcntl.h>
#include <poll.h>

namespace sm {
namespace {

/// One stream of a child, kept up to a limit and read to its end beyond it.
struct Captured {
    detail::Pipe pipe = detail::make_pipe();
    std::string text{};
    std::size_t limit;

    explicit Captured(std::size_t most) : limit(most) {
        ::fcntl(pipe.read.get(), F_SETFL, O_NONBLOCK);
    }

    /// Takes what is there; closes the pipe at its end.
    void take() {
        std::array<char, 65536> buffer;
        while (pipe.read) {
            const auto got = ::read(pipe.read.get(), buffer.data(), buffer.size());
            if (got < 0 && errno == EINTR) continue;
            if (got < 0 && errno == EAGAIN) return;
            if (got <= 0) return pipe.read.reset();
            text.append(buffer.data(), std::min(static_cast<std::size_t>(got), room()));
        }
    }
    std::size_t room() const { return limit - std::min(limit, text.size()); }
};

int milliseconds_until(Duration when) {
    const auto left = when - steady().now();
    const auto count = std::chrono::ceil<std::chrono::milliseconds>(left).count();
    return static_cast<int>(std::clamp<decltype(count)>(count, 0, INT_MAX));
}

/// Reads until the child has ended; false if the time came first. What a grandchild keeps open is
/// not waited for.
bool read_until_end(const detail::Child& child, Captured& out, Captured& err, Duration when) {
    for (;;) {
        std::array<pollfd, 3> watched{{{child.descriptor(), POLLIN, 0},
                                       {out.pipe.read.get(), POLLIN, 0},
                                       {err.pipe.read.get(), POLLIN, 0}}};
        const int ready = ::poll(watched.data(), watched.size(), milliseconds_until(when));
        if (ready < 0 && errno != EINTR) return false;
        out.take();
        err.take();
        if (ready > 0 && watched[0].revents != 0) {
            out.take();
            err.take();
            return true;
        }
        if (ready == 0 && milliseconds_until(when) == 0) return false;
    }
}

}  // namespace

CommandResult run_command(const CommandLine& command) {
    const Duration begin = steady().now();
    Captured out(command.output_limit);
    Captured err(command.output_limit);
    auto child =
        detail::Child::start(command.words, command.environment,
                             {command.input, out.pipe.write.get(), err.pipe.write.get()},
                             detail::Session::group, {.account = detail::account_of(command.user)});
    out.pipe.write.reset();
    err.pipe.write.reset();

    CommandResult result;
    result.timed_out = !read_until_end(child, out, err, begin + command.limit);
    if (result.timed_out) child.kill();
    const auto exit = child.collect();
    result.exit_code = exit.code;
    result.signal = exit.signal;
    result.out = std::move(out.text);
    result.err = std::move(err.text);
    result.took = steady().now() - begin;
    return result;
}

}  // namespace sm

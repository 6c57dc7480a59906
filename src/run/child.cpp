#include "run/child.hpp"

#include <sm/base/misuse.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <system_error>

#include "run/call.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sm::detail::inline run {
namespace {

/// Lines from the child to `run_in_child` itself. Exit statuses alone would not do: the code under
/// test may exit with any, also with 0.
constexpr std::string_view body_threw =
    "\x01"
    "threw";
constexpr std::string_view body_exited =
    "\x01"
    "exited";

/// With which a child ends that has said why.
constexpr int said_why = 117;

void read_lines(int descriptor, const std::function<void(const std::string&)>& on_line) {
    std::string pending;
    char buffer[4096];
    for (;;) {
        const ssize_t got = ::read(descriptor, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        pending.append(buffer, static_cast<std::size_t>(got));
        std::size_t begin = 0;
        for (std::size_t end; (end = pending.find('\n', begin)) != std::string::npos;
             begin = end + 1) {
            on_line(pending.substr(begin, end - begin));
        }
        pending.erase(0, begin);
    }
}

struct Child {
    LineWriter writer;
    pid_t process;
};

/// The code under test called `exit` while it ran: that is no end of ours. In processes that it
/// forked it may.
void note_exit(int, void* argument) {
    const auto* child = static_cast<const Child*>(argument);
    if (::getpid() == child->process) child->writer.write(body_exited);
}

[[noreturn]] void be_the_child(int descriptor, const std::function<void(const LineWriter&)>& body) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    Child child{LineWriter(descriptor), ::getpid()};  // lives on: this function never returns
    const LineWriter& writer = child.writer;
    ::on_exit(&note_exit, &child);
    try {
        body(writer);
        ::_exit(0);
    } catch (...) {
        std::string reason;
        describe_exception(reason);
        writer.write(std::string(body_threw) + reason);
    }
    ::_exit(said_why);
}

/// How the child ended, from its wait status and from what it said of it.
ChildEnd end_of(int status, const std::string& said) {
    if (WIFSIGNALED(status)) {
        const int signal = WTERMSIG(status);
        const char* const name = ::sigabbrev_np(signal);
        const char* const meaning = ::sigdescr_np(signal);
        if (name == nullptr || meaning == nullptr)
            return {true, "signal " + std::to_string(signal)};
        return {true, std::string("SIG") + name + " (" + meaning + ")"};
    }
    const int code = WEXITSTATUS(status);
    const bool ours = said.empty() && code == 0;
    if (ours) return {};
    return {true, "exit status " + std::to_string(code)};
}

}  // namespace

void LineWriter::write(std::string_view line) const {
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    std::string whole(line);
    std::replace(whole.begin(), whole.end(), '\n', ' ');  // one line it is, whatever it says
    whole += '\n';
    std::size_t done = 0;
    while (done < whole.size()) {
        const ssize_t wrote = ::write(descriptor_, whole.data() + done, whole.size() - done);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote <= 0) ::_exit(said_why);
        done += static_cast<std::size_t>(wrote);
    }
}

ChildEnd run_in_child(const std::function<void(const LineWriter&)>& body,
                      const std::function<void(const std::string&)>& on_line) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
        throw Misuse(std::string("no pipe for a child process: ") +
                     std::generic_category().message(errno));
    }
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child < 0) {
        const int error = errno;
        ::close(ends[0]);
        ::close(ends[1]);
        throw Misuse(std::string("no child process to run a program in: ") +
                     std::generic_category().message(error) +
                     ". Lower the number of processes, or run without fork.");
    }
    if (child == 0) {
        ::close(ends[0]);
        be_the_child(ends[1], body);
    }
    ::close(ends[1]);
    std::exception_ptr thrown;
    std::string said;
    try {
        read_lines(ends[0], [&](const std::string& line) {
            if (line.starts_with('\x01')) {
                said = line;
            } else {
                on_line(line);
            }
        });
    } catch (...) {
        thrown = std::current_exception();
        ::kill(child, SIGKILL);
    }
    ::close(ends[0]);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (thrown) std::rethrow_exception(thrown);
    if (said.starts_with(body_threw)) {
        throw std::runtime_error(said.substr(body_threw.size()));
    }
    return end_of(status, said);
}

}  // namespace sm::detail::inline run

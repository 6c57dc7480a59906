#include <sm/run/detail/child.hpp>
#include <sm/value/misuse.hpp>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <mutex>

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sm::detail {
namespace {

/// What the child exits with when `body` threw, which is our own failure and no crash of the
/// test's.
constexpr int body_threw = 117;

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

[[noreturn]] void be_the_child(int descriptor, const std::function<void(const LineWriter&)>& body) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    int status = 0;
    try {
        body(LineWriter(descriptor));
    } catch (const std::exception& error) {
        LineWriter(descriptor).write(std::string("!") + error.what());
        status = body_threw;
    } catch (...) {
        LineWriter(descriptor).write("!an exception that is no std::exception");
        status = body_threw;
    }
    ::_exit(status);
}

ChildEnd end_of(int status) {
    if (WIFSIGNALED(status)) {
        const int signal = WTERMSIG(status);
        const char* name = ::sigabbrev_np(signal);
        return {true, std::string("SIG") + (name == nullptr ? "?" : name) + " (" +
                          ::strsignal(signal) + ")"};
    }
    const int code = WEXITSTATUS(status);
    if (code == 0 || code == body_threw) return {};
    return {true, "exit status " + std::to_string(code)};
}

}  // namespace

void LineWriter::write(std::string_view line) const {
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    std::string whole(line);
    whole += '\n';
    std::size_t done = 0;
    while (done < whole.size()) {
        const ssize_t wrote = ::write(descriptor_, whole.data() + done, whole.size() - done);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote <= 0) ::_exit(body_threw);
        done += static_cast<std::size_t>(wrote);
    }
}

ChildEnd run_in_child(const std::function<void(const LineWriter&)>& body,
                      const std::function<void(const std::string&)>& on_line) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
        throw Misuse(std::string("no pipe for a child process: ") + std::strerror(errno));
    }
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child < 0) {
        const int error = errno;
        ::close(ends[0]);
        ::close(ends[1]);
        throw Misuse(std::string("no child process to run a program in: ") + std::strerror(error) +
                     ". Lower the number of processes, or run without fork.");
    }
    if (child == 0) {
        ::close(ends[0]);
        be_the_child(ends[1], body);
    }
    ::close(ends[1]);
    std::exception_ptr thrown;
    try {
        read_lines(ends[0], on_line);
    } catch (...) {
        thrown = std::current_exception();
        ::kill(child, SIGKILL);
    }
    ::close(ends[0]);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (thrown) std::rethrow_exception(thrown);
    return end_of(status);
}

}  // namespace sm::detail

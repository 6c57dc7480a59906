#include "os/child.hpp"

#include <sm/base/misuse.hpp>
#include <sm/os/command_line.hpp>

#include <boost/process/args.hpp>
#include <boost/process/child.hpp>
#include <boost/process/env.hpp>
#include <boost/process/environment.hpp>
#include <boost/process/exe.hpp>
#include <boost/process/extend.hpp>
#include <boost/process/posix.hpp>
#include <boost/process/search_path.hpp>
#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <system_error>

#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sm::detail::inline os {
namespace {

namespace process = boost::process;

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

/// Out of the way of 0, 1 and 2, which a program may have closed.
Descriptor beyond_standard(int fd) {
    Descriptor given(fd);
    if (fd > STDERR_FILENO) return given;
    const int moved = ::fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (moved < 0) fail("fcntl(F_DUPFD_CLOEXEC)");
    return Descriptor(moved);
}

/// How a child ends that could not be confined.
constexpr int bounds_failed = 126;

void become(const Account& account) {
    if (::setgroups(account.groups.size(), account.groups.data()) != 0 ||
        ::setgid(account.group) != 0 || ::setuid(account.user) != 0)
        ::_exit(bounds_failed);
}

/// Runs in the child between fork and exec: system calls only.
void enter(Session session, const Confinement& confinement) {
    for (const int group : confinement.groups)
        if (::write(group, "0", 1) != 1) ::_exit(bounds_failed);
    if (confinement.open_files != 0) {
        const rlimit most{confinement.open_files, confinement.open_files};
        if (::setrlimit(RLIMIT_NOFILE, &most) != 0) ::_exit(bounds_failed);
    }
    if (session == Session::detached) {
        ::setsid();
    } else {
        ::setpgid(0, 0);
    }
    // Closed by exec rather than here: the descriptor that reports a failing exec must last.
    if (::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC) != 0)
        for (int fd = 3; fd < 4096; ++fd) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    ::signal(SIGPIPE, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
    if (confinement.account) become(*confinement.account);
}

/// With SIGCHLD ignored, as a parent may have left it, how a child ended is lost.
void check_children_can_be_collected() {
    struct sigaction action {};
    ::sigaction(SIGCHLD, nullptr, &action);
    if (action.sa_handler == SIG_IGN || (action.sa_flags & SA_NOCLDWAIT) != 0)
        throw CommandNotStarted(
            "this process ignores SIGCHLD, so that the exit codes of commands are lost; set it to "
            "SIG_DFL, or run the test from a shell that does not ignore it");
}

boost::filesystem::path find_program(const std::string& name) {
    if (name.find('/') != std::string::npos) return name;
    auto found = process::search_path(name);
    if (found.empty()) throw CommandNotStarted(fmt::format("command '{}' not found in PATH", name));
    return found;
}

}  // namespace

Pipe make_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) fail("pipe2");
    Descriptor write(ends[1]);
    Pipe pipe;
    pipe.read = beyond_standard(ends[0]);
    pipe.write = beyond_standard(write.release());
    return pipe;
}

Child Child::start(const std::vector<std::string>& words,
                   const std::map<std::string, std::string>& environment, Streams streams,
                   Session session, const Confinement& confinement) {
    if (words.empty() || words.front().empty())
        throw Misuse("a command line needs at least the name of a program");
    check_children_can_be_collected();
    const auto program = find_program(words.front());
    const std::vector<std::string> arguments(words.begin() + 1, words.end());
    process::environment variables = boost::this_process::environment();
    for (const auto& [name, value] : environment) variables[name] = value;
    const Descriptor null(beyond_standard(::open("/dev/null", O_RDWR | O_CLOEXEC)));
    const auto or_null = [&](int fd) { return fd < 0 ? null.get() : fd; };

    std::error_code error;
    // The child of a failed exec: Boost looks for its end once, which may be too early.
    const auto collect = [](auto& failed, const std::error_code&) {
        while (failed.pid > 0 && ::waitpid(failed.pid, nullptr, 0) < 0 && errno == EINTR) {
        }
    };
    process::child child(
        process::exe = program, process::args = arguments, variables,
        process::posix::fd.bind(STDIN_FILENO, or_null(streams.in)),
        process::posix::fd.bind(STDOUT_FILENO, or_null(streams.out)),
        process::posix::fd.bind(STDERR_FILENO, or_null(streams.err)),
        process::extend::on_exec_setup = [&](auto&) { enter(session, confinement); },
        process::extend::on_error = collect, error);
    if (error)
        throw CommandNotStarted(
            fmt::format("command '{}' cannot be started: {}", words.front(), error.message()));
    const pid_t pid = child.id();
    child.detach();  // waited for here: Boost's wait with a limit listens to the signals of all
    return Child(pid);
}

Child::Child(pid_t pid) : pid_(pid), ended_(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0U))) {
    if (ended_) return;
    const int error = errno;
    kill();
    collect();
    errno = error;
    fail("pidfd_open");
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)), ended_(std::move(other.ended_)), exit_(other.exit_) {}

Child::~Child() {
    if (pid_ == 0 || exit_) return;
    kill();
    collect();
}

bool Child::ended() const {
    pollfd watched{ended_.get(), POLLIN, 0};
    return exit_ || ::poll(&watched, 1, 0) == 1;
}

void Child::kill() const {
    if (pid_ == 0 || exit_) return;
    ::kill(-pid_, SIGKILL);
    ::kill(pid_, SIGKILL);
}

Exit Child::collect() {
    if (exit_) return *exit_;
    siginfo_t info{};
    while (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED) != 0)
        if (errno != EINTR) {  // collected by a handler of the program's own, or SIGCHLD ignored
            exit_ = Exit{};
            return *exit_;
        }
    const bool exited = info.si_code == CLD_EXITED;
    exit_ = exited ? Exit{info.si_status, 0} : Exit{-1, info.si_status};
    return *exit_;
}

}  // namespace sm::detail::inline os

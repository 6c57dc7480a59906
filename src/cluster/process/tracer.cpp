#include "cluster/process/tracer.hpp"

#include <sm/base/misuse.hpp>
#include <sm/cluster/process/process_error.hpp>
#include <sm/cluster/unsupported.hpp>
#include <sm/os/command_line.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>

#include "cluster/net/nft.hpp"

#include <poll.h>

namespace sm::detail::inline cluster {
namespace {

using namespace std::chrono_literals;

/// What strace says on its own account begins so, behind the folder it is in.
constexpr std::string_view own_words = "strace: ";

std::vector<std::string> words_for(pid_t traced, const DiskFault& fault) {
    const auto calls = fmt::format("{}", fmt::join(fault.calls, ","));
    auto injected = calls;
    if (fault.failure)
        injected += *fault.failure == DiskFailure::io_error ? ":error=EIO" : ":error=ENOSPC";
    if (fault.latency > Duration{})
        injected += fmt::format(
            ":delay_enter={}", std::chrono::ceil<std::chrono::microseconds>(fault.latency).count());
    std::vector<std::string> words{
        find_program("strace"), "-f", "-s", "0", "-e", "signal=none", "-e", "trace=" + calls, "-e",
        "inject=" + injected};
    for (const auto& file : fault.files) words.insert(words.end(), {"-P", file.string()});
    words.insert(words.end(), {"-p", std::to_string(traced)});
    return words;
}

Child start(pid_t traced, const DiskFault& fault, Pipe& pipe) {
    if (const auto& why = why_not_trace()) throw Unsupported(*why);
    auto child = Child::start(words_for(traced, fault), {}, {.err = pipe.write.get()});
    pipe.write.reset();
    return child;
}

std::optional<std::string> find_obstacle() {
    constexpr const char* unsupported = "disks cannot fail here: ";
    const auto strace = find_program("strace");
    if (strace.empty())
        return fmt::format("{}there is no program strace; install it with apt-get install strace",
                           unsupported);
    const auto tried = run_command({.words = {strace, "-f", "-o", "/dev/null", "-e",
                                              "inject=fsync:delay_enter=1", "/bin/true"},
                                    .limit = 10s});
    if (tried) return std::nullopt;
    return fmt::format(
        "{}programs cannot be traced ({}); run where ptrace is allowed, such as "
        "with the capability CAP_SYS_PTRACE",
        unsupported, tried.err.substr(0, tried.err.find('\n')));
}

}  // namespace

namespace {

/// What a disk fails are the calls that wait for it; a full one those that may need room. Of these
/// only such are taken as files alone know: `write` and `writev` also go to sockets, pipes and the
/// node's log, which cannot be told apart without the names of the files, and would cut the node
/// off. What was written by them is lost when it is synced, as on a file system that gives out its
/// blocks late.
std::vector<std::string> calls_of(const DiskFault& fault) {
    if (!fault.calls.empty()) return fault.calls;
    if (fault.failure != DiskFailure::no_space) return {"fsync", "fdatasync"};
    return {"pwrite64",        "pwritev", "pwritev2", "fallocate",
            "copy_file_range", "fsync",   "fdatasync"};
}

}  // namespace

DiskFault traceable(const std::string& node, const DiskFault& fault) {
    const auto fail = [&](const std::string& text) {
        throw Misuse(fmt::format("the disk fault of node \"{}\" {}", node, text));
    };
    const auto fine = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    };
    for (const auto& call : fault.calls)
        if (call.empty() || !std::all_of(call.begin(), call.end(), fine))
            fail(fmt::format("names the call \"{}\"; such are fsync, fdatasync, write", call));
    if (fault.latency < Duration{}) fail("has a latency below zero");
    if (!fault.fails()) fail("does nothing: give a latency or a failure");
    auto traced = fault;
    traced.calls = calls_of(fault);
    return traced;
}

const std::optional<std::string>& why_not_trace() {
    static const auto obstacle = find_obstacle();
    return obstacle;
}

Tracer::Tracer(pid_t traced, const DiskFault& fault)
    : child_(start(traced, fault, pipe_)), thread_([this] { read_all(); }) {
    std::unique_lock lock(mutex_);
    const bool in_time = changed_.wait_for(lock, 20s, [&] { return attached_ || ended_; });
    if (attached_) return;
    child_.kill();
    lock.unlock();
    thread_.join();
    if (said_.find("invalid system call") != std::string::npos)
        throw Misuse("a disk fault: " + said_);
    throw ProcessError(ProcessErrorKind::disk,
                       in_time ? "strace cannot trace the node's program: " + said_
                               : "strace did not get hold of the node's program in 20 s");
}

Tracer::~Tracer() {
    if (!child_.ended()) ::kill(child_.pid(), SIGTERM);
    // It may wait forever for a parent to stop whose `vfork` child it holds; killed, it has the
    // kernel let go of them all.
    pollfd watched{child_.descriptor(), POLLIN, 0};
    ::poll(&watched, 1, 300);
    child_.kill();
    child_.collect();
}

void Tracer::read_all() {
    std::string text;
    std::array<char, 65536> buffer;
    for (;;) {
        const auto got = ::read(pipe_.read.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        text.append(buffer.data(), static_cast<std::size_t>(got));
        std::size_t begin = 0;
        for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
            read_line(std::string_view(text).substr(begin, end - begin));
            begin = end + 1;
        }
        text.erase(0, begin);
    }
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
}

void Tracer::read_line(std::string_view line) {
    const auto has = [&](const char* part) { return line.find(part) != std::string_view::npos; };
    if (has("(INJECTED)") || has("(DELAYED)") || has("(INJECTED, DELAYED)")) ++hits_;
    const std::lock_guard lock(mutex_);
    const auto own = line.find(own_words);
    if (attached_ || own == std::string_view::npos) return;
    attached_ = has(" attached");
    if (!attached_ && said_.size() < 1000)
        said_ += std::string(line.substr(own + own_words.size())) + "; ";
    if (attached_) changed_.notify_all();
}

}  // namespace sm::detail::inline cluster

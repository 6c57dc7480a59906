#include "cluster/process/supervisor.hpp"

#include <atomic>
#include <mutex>
#include <new>

#include "cluster/process/namespaces.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

namespace sm::detail::inline cluster {
namespace {

// What is being killed may still write: a folder is removed until it is gone.
constexpr const char* script = R"sh(
trap '' HUP INT QUIT PIPE TERM
mark=$1
folder=$2
shift 2
read -r never
if [ $$ = 1 ]; then
    kill -9 -1
else
    while processes=$(grep -lzxF "$mark" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3) &&
        [ -n "$processes" ]; do
        kill -9 $processes
    done
fi
there() {
    [ -e "$folder" ] && return 0
    for groups; do ls -d "$groups/${folder##*/}"-* && return 0; done
    return 1
}
round=0
while there && [ $round -lt 100 ]; do
    rm -rf "$folder"
    for groups; do rmdir "$groups/${folder##*/}"-*; done
    round=$((round + 1))
    there && sleep 0.05
done
)sh";

/// A pipe that nobody writes to. Its other end is closed when this process ends, however it does.
struct LifeLine {
    std::mutex making;
    std::atomic<int> read = -1;
    std::atomic<int> write = -1;
};

/// Never destroyed: clusters may be made and torn down by static objects.
LifeLine& life_line() {
    static auto* only = new LifeLine;
    return *only;
}

/// A forked child is another owner, and must not keep its parent's supervisors waiting. The end
/// that is read it may be about to hand to a supervisor, and hurts nobody.
void forget_in_child() {
    auto& line = life_line();
    if (const int fd = line.write.exchange(-1); fd >= 0) ::close(fd);
    line.read = -1;
    new (&line.making) std::mutex;  // another thread of the parent's may have held it
}

int end_of_life_line() {
    static const bool once = ::pthread_atfork(nullptr, nullptr, forget_in_child) == 0;
    static_cast<void>(once);
    auto& line = life_line();
    const std::lock_guard lock(line.making);
    if (line.read < 0) {
        auto pipe = make_pipe();
        line.write = pipe.write.release();
        line.read = pipe.read.release();
    }
    return line.read;
}

}  // namespace

Supervisor::Supervisor(const Supervised& what, bool with_namespace) {
    std::vector<std::string> words{
        "/bin/sh", "-c", script, "sm-supervisor", mark_variable + ("=" + what.mark), what.folder};
    for (const auto& group : what.groups) words.push_back(group);
    const auto start = [&] {
        child_.emplace(Child::start(words, {}, {.in = end_of_life_line()}, Session::detached));
        return long{child_->pid()};
    };
    if (with_namespace)
        namespace_ = make_process_namespace(start);
    else
        start();
}

}  // namespace sm::detail::inline cluster

#include "cluster/docker/reaper.hpp"

#include <sm/os/owner.hpp>

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <new>
#include <stdexcept>

#include "os/child.hpp"

#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sm::detail::inline cluster {
namespace {

// The outer shell starts the reaper and ends at once, so that the reaper is no child of ours:
// it leaves no zombie, and a program that waits for all its children does not wait for it.
constexpr const char* script = R"sh(
trap '' HUP INT QUIT PIPE TERM
docker=$1
boot=sm.boot=$2
pid=sm.pid=$3
start=sm.start=$4
ours() { "$docker" "$@" --filter "label=$boot" --filter "label=$pid" --filter "label=$start"; }
guard() {
    read -r word && [ "$word" = done ] && exit 0
    clean=0
    round=0
    while [ $clean -lt 12 ] && [ $round -lt 240 ]; do
        containers=$(ours ps -aq)
        volumes=$(ours volume ls -q)
        networks=$(ours network ls -q)
        clean=$((clean + 1))
        round=$((round + 1))
        [ -n "$containers" ] && clean=0 && "$docker" rm -f -v $containers
        [ -n "$volumes" ] && clean=0 && "$docker" volume rm -f $volumes
        for network in $networks; do clean=0 && "$docker" network rm "$network" & done
        wait
        [ -n "$networks" ] && clean=0
        [ $clean -gt 0 ] && sleep 0.5
    done
}
exec 3<&0
guard <&3 3<&- &
)sh";

struct Reaper {
    std::mutex starting;
    std::atomic<int> socket = -1;
    std::atomic<int> guarded = 0;
};

/// Never destroyed: clusters may be torn down after every other static object.
Reaper& reaper() {
    static auto* only = new Reaper;
    return *only;
}

/// A forked child is another owner, and must not keep its parent's reaper waiting.
void forget_in_child() {
    auto& mine = reaper();
    if (const int socket = mine.socket.exchange(-1); socket >= 0) ::close(socket);
    mine.guarded = 0;
    new (&mine.starting) std::mutex;  // another thread of the parent's may have held it
}

void send_home() {
    auto& mine = reaper();
    if (mine.socket < 0 || mine.guarded != 0) return;
    const char word[] = "done\n";
    static_cast<void>(::send(mine.socket, word, sizeof word - 1, MSG_NOSIGNAL));
}

void start(Reaper& mine, const std::string& docker) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        throw std::runtime_error("no socket for the reaper that removes containers");
    Descriptor ours(ends[0]);
    const Descriptor theirs(ends[1]);
    const auto me = Owner::self();
    auto launcher = Child::start({"/bin/sh", "-c", script, "sm-reaper", docker, me.boot,
                                  std::to_string(me.pid), std::to_string(me.start)},
                                 {}, {.in = theirs.get()}, Session::detached);
    launcher.collect();
    mine.socket = ours.release();
}

}  // namespace

void ensure_reaper(const std::string& docker) {
    static const bool once = [] {
        ::pthread_atfork(nullptr, nullptr, forget_in_child);
        std::atexit(send_home);
        return true;
    }();
    static_cast<void>(once);
    auto& mine = reaper();
    const std::lock_guard lock(mine.starting);
    if (mine.socket < 0) start(mine, docker);
}

void guard_one_more() { ++reaper().guarded; }
void guard_one_less() { --reaper().guarded; }

}  // namespace sm::detail::inline cluster

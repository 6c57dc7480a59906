#include <sm/cluster/reap.hpp>
#include <sm/os/wait.hpp>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <set>
#include <string>

#include "cluster/process/control_group.hpp"
#include "cluster/process/supervisor.hpp"
#include "os/scratch.hpp"

#include <sys/types.h>

namespace sm {
namespace {

namespace fs = std::filesystem;

bool is_dead(const std::string& mark, const Owner& me) {
    const auto owner = detail::owner_of_scratch(mark, me);
    return owner && life_of(*owner, me) == Life::dead;
}

/// What the environment of a process says of the cluster that it is of.
std::string mark_of(const fs::path& process) {
    const std::string wanted = detail::mark_variable + std::string("=");
    std::ifstream file(process / "environ");
    for (std::string one; std::getline(file, one, '\0');)
        if (one.starts_with(wanted)) return one.substr(wanted.size());
    return "";
}

std::set<pid_t> orphans(const Owner& me) {
    std::set<pid_t> found;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator("/proc", none)) {
        const auto name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        if (is_dead(mark_of(entry.path()), me)) found.insert(static_cast<pid_t>(std::stol(name)));
    }
    return found;
}

int remove_dead_groups(const Owner& me) {
    int removed = 0;
    std::error_code none;
    for (const auto& folder : detail::control_group_folders())
        for (const auto& entry : fs::directory_iterator(folder, none))
            if (is_dead(entry.path().filename().string(), me) && fs::remove(entry.path(), none))
                ++removed;
    return removed;
}

}  // namespace

ReapedProcesses reap_processes(Duration limit) {
    const auto me = Owner::self();
    ReapedProcesses reaped;
    std::set<pid_t> seen, there;
    static_cast<void>(eventually(
        [&] {
            there = orphans(me);
            for (const auto pid : there) ::kill(pid, SIGKILL);
            seen.insert(there.begin(), there.end());
            return there.empty();
        },
        {.limit = limit, .interval = std::chrono::milliseconds{10}}));
    reaped.processes = static_cast<int>(seen.size() - there.size());
    for (const auto pid : there)
        reaped.left.push_back("process " + std::to_string(pid) + ": it does not end");
    reaped.folders = detail::remove_dead_scratch();
    reaped.control_groups = remove_dead_groups(me);
    return reaped;
}

}  // namespace sm

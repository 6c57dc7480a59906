#include "cluster/process/process_group.hpp"

#include <sm/os/wait.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>
#include <system_error>
#include <utility>

#include <sys/stat.h>

namespace sm::detail::inline cluster {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// The states in which a thread runs no code of its own any more: also the middle of a call that
/// cannot be interrupted, as a parent is by `vfork` whose child was stopped before it.
constexpr std::string_view as_good_as_stopped = "TtZXD";

bool is_gone(pid_t pid) { return ::kill(pid, 0) != 0 || all_are(pid, "ZX"); }

}  // namespace

bool all_are(pid_t pid, std::string_view states) {
    std::error_code error;
    for (const auto& thread : fs::directory_iterator(fmt::format("/proc/{}/task", pid), error)) {
        std::ifstream file(thread.path() / "stat");
        std::string line;
        std::getline(file, line);
        const auto name_end = line.rfind(')');
        if (name_end == std::string::npos || name_end + 2 >= line.size()) continue;
        if (states.find(line[name_end + 2]) == std::string_view::npos) return false;
    }
    return !error;
}

ProcessGroup::ProcessGroup(Space network, Space processes, std::string mark)
    : network_(network), processes_(processes), mark_(std::move(mark)) {}

ProcessGroup ProcessGroup::in(int network, int processes) {
    const auto space = [](int descriptor) {
        struct stat known {};
        if (::fstat(descriptor, &known) != 0)
            throw std::system_error(errno, std::generic_category(), "fstat of a namespace");
        return Space{known.st_dev, known.st_ino};
    };
    return {space(network), space(processes), ""};
}

ProcessGroup ProcessGroup::marked(std::string mark) { return {{}, {}, std::move(mark)}; }

bool ProcessGroup::is_in(const Space& space, const std::string& file) {
    struct stat known {};
    return ::stat(file.c_str(), &known) == 0 && Space{known.st_dev, known.st_ino} == space;
}

bool ProcessGroup::has(const std::string& process) const {
    if (mark_.empty())
        return is_in(network_, process + "/ns/net") && is_in(processes_, process + "/ns/pid");
    std::ifstream environment(process + "/environ");
    for (std::string one; std::getline(environment, one, '\0');)
        if (one == mark_) return true;
    return false;
}

std::vector<pid_t> ProcessGroup::members() const {
    std::vector<pid_t> found;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator("/proc", none)) {
        const auto name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        if (has("/proc/" + name)) found.push_back(static_cast<pid_t>(std::stol(name)));
    }
    return found;
}

void ProcessGroup::kill() const {
    static_cast<void>(eventually(
        [&] {
            const auto all = members();
            for (const pid_t pid : all) ::kill(pid, SIGKILL);
            return std::all_of(all.begin(), all.end(), is_gone);
        },
        {.limit = 5s, .interval = 1ms}));
}

bool ProcessGroup::stop() const {
    const auto is_stopped = [](pid_t pid) {
        return all_are(pid, as_good_as_stopped) || is_gone(pid);
    };
    std::set<pid_t>
        signalled;  // children born before their parent stopped get theirs in the next round
    const auto look = [&] {
        bool all = true;
        for (const pid_t pid : members()) {
            const bool fresh = signalled.insert(pid).second;
            if (fresh) ::kill(pid, SIGSTOP);
            all = all && !fresh && is_stopped(pid);
        }
        return all;
    };
    return eventually(look, {.limit = 5s, .interval = 1ms}).held;
}

void ProcessGroup::go_on() const {
    for (const pid_t pid : members()) ::kill(pid, SIGCONT);
}

}  // namespace sm::detail::inline cluster

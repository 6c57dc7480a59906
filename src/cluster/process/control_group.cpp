#include "cluster/process/control_group.hpp"

#include <sm/cluster/unsupported.hpp>
#include <sm/os/wait.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <system_error>

#include <fcntl.h>

namespace sm::detail::inline cluster {
namespace {

namespace fs = std::filesystem;

constexpr int period = 100'000;  // microseconds, in which a share of a processor is used up

/// Where a controller's groups are made, and in the words of which version.
struct Controller {
    fs::path folder{};
    bool unified = false;
};

bool has_word(const std::string& text, const std::string& word, char between) {
    std::istringstream words(text);
    for (std::string one; std::getline(words, one, between);)
        if (one == word) return true;
    return false;
}

/// From the mounts of this process. Version 2 has a controller only if its root passes it on.
std::optional<Controller> find_controller(const std::string& wanted) {
    std::ifstream mounts("/proc/self/mounts");
    std::optional<Controller> found;
    for (std::string line; std::getline(mounts, line);) {
        std::istringstream words(line);
        std::string device, folder, kind, options;
        words >> device >> folder >> kind >> options;
        if (kind == "cgroup" && has_word(options, wanted, ',')) found = {folder, false};
        if (kind != "cgroup2") continue;
        std::ifstream file(fs::path(folder) / "cgroup.subtree_control");
        std::string passed_on;
        std::getline(file, passed_on);
        if (has_word(passed_on, wanted, ' ')) found = {folder, true};
    }
    return found;
}

Controller need_controller(const std::string& wanted, const char* limit) {
    if (const auto found = find_controller(wanted)) return *found;
    throw Unsupported(fmt::format(
        "ResourceLimits.{} cannot be kept here: no control group has the controller \"{}\"", limit,
        wanted));
}

}  // namespace

ControlGroup::ControlGroup(const std::string& name, const ResourceLimits& limits) {
    if (limits.memory != 0) {
        const auto [folder, unified] = need_controller("memory", "memory");
        add(folder, name, unified ? "memory.max" : "memory.limit_in_bytes",
            std::to_string(limits.memory));
    }
    if (limits.processors > 0) {
        const auto [folder, unified] = need_controller("cpu", "processors");
        const auto quota = std::max(1000L, std::lround(limits.processors * period));
        add(folder, name, unified ? "cpu.max" : "cpu.cfs_quota_us",
            unified ? fmt::format("{} {}", quota, period) : std::to_string(quota));
    }
}

void ControlGroup::add(const fs::path& parent, const std::string& name, const std::string& file,
                       const std::string& value) {
    const auto folder = parent / name;
    std::error_code error;
    fs::create_directory(folder, error);
    if (!error) {
        made_.push_back(folder);
        entrances_.emplace_back(::open((folder / "cgroup.procs").c_str(), O_WRONLY | O_CLOEXEC));
    }
    std::ofstream limit(folder / file);
    if (!error && limit << value << std::flush && entrances_.back()) return;
    const auto why = error ? error.message() : std::generic_category().message(errno);
    throw Unsupported(fmt::format("the control group {} cannot be given {} {}: {}", folder.string(),
                                  file, value, why));
}

ControlGroup::~ControlGroup() {
    entrances_.clear();
    for (const auto& folder : made_) {
        // Who has just ended may still be on the way out of it, and nobody else belongs in it.
        static_cast<void>(eventually(
            [&] {
                std::ifstream members(folder / "cgroup.procs");
                for (pid_t pid = 0; members >> pid;) ::kill(pid, SIGKILL);
                std::error_code error;
                return fs::remove(folder, error) || !fs::exists(folder);
            },
            {.limit = std::chrono::seconds{2}, .interval = std::chrono::milliseconds{5}}));
    }
}

std::vector<int> ControlGroup::entrances() const {
    std::vector<int> all;
    std::transform(entrances_.begin(), entrances_.end(), std::back_inserter(all),
                   [](const Descriptor& one) { return one.get(); });
    return all;
}

std::vector<fs::path> control_group_folders() {
    std::vector<fs::path> folders;
    for (const char* wanted : {"memory", "cpu"})
        if (const auto found = find_controller(wanted))
            if (std::find(folders.begin(), folders.end(), found->folder) == folders.end())
                folders.push_back(found->folder);
    return folders;
}

}  // namespace sm::detail::inline cluster

#include "cluster/scratch.hpp"

#include <sm/cluster/owner.hpp>

#include <fmt/format.h>

#include <atomic>
#include <charconv>
#include <string>
#include <system_error>

namespace sm::detail {
namespace {

namespace fs = std::filesystem;

/// Everything that names an owner on this host, with what a file name cannot hold left out.
std::string prefix_of(const Owner& owner) {
    std::string space;
    for (const char c : owner.pid_namespace)
        if (c >= '0' && c <= '9') space += c;
    return fmt::format("sm-logs-{}-{}-", owner.boot.substr(0, 8), space);
}

}  // namespace

fs::path make_scratch() {
    static std::atomic<unsigned> count = 0;
    const auto me = Owner::self();
    const auto path = fs::temp_directory_path() /
                      fmt::format("{}{}-{}-{}", prefix_of(me), me.pid, me.start, ++count);
    fs::create_directory(path);
    fs::permissions(path, fs::perms::owner_all);
    return path;
}

void remove_dead_scratch() {
    const auto me = Owner::self();
    const auto prefix = prefix_of(me);
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(fs::temp_directory_path(none), none)) {
        const auto name = entry.path().filename().string();
        if (!name.starts_with(prefix)) continue;
        Owner owner = me;
        const auto* end = name.data() + name.size();
        const auto pid = std::from_chars(name.data() + prefix.size(), end, owner.pid);
        if (pid.ec != std::errc{} || pid.ptr == end || *pid.ptr != '-') continue;
        const auto start = std::from_chars(pid.ptr + 1, end, owner.start);
        if (start.ec != std::errc{} || start.ptr == end || *start.ptr != '-') continue;
        if (life_of(owner, me) == Life::dead) fs::remove_all(entry.path(), none);
    }
}

}  // namespace sm::detail

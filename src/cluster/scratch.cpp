#include "cluster/scratch.hpp"

#include <sm/cluster/owner.hpp>

#include <fmt/format.h>

#include <atomic>
#include <regex>
#include <string>

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
    const std::regex shape("sm-logs-[0-9a-f]*-[0-9]*-([0-9]{1,18})-([0-9]{1,18})-[0-9]+");
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(fs::temp_directory_path(none), none)) {
        const auto name = entry.path().filename().string();
        std::smatch part;
        if (!name.starts_with(prefix_of(me)) || !std::regex_match(name, part, shape)) continue;
        Owner owner = me;
        owner.pid = std::stoll(part[1]);
        owner.start = std::stoull(part[2]);
        if (life_of(owner, me) == Life::dead) fs::remove_all(entry.path(), none);
    }
}

}  // namespace sm::detail

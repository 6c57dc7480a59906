#include "os/scratch.hpp"

#include <fmt/format.h>

#include <atomic>
#include <charconv>
#include <fstream>
#include <system_error>

#include <unistd.h>

namespace sm::detail::inline os {
namespace {

namespace fs = std::filesystem;

constexpr const char* kept_file = ".sm-kept";

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
    auto path = fs::temp_directory_path() /
                fmt::format("{}{}-{}-{}", prefix_of(me), me.pid, me.start, ++count);
    fs::create_directory(path);
    fs::permissions(path, fs::perms::owner_all);
    return path;
}

std::optional<Owner> owner_of_scratch(const std::string& name, const Owner& observer) {
    const auto prefix = prefix_of(observer);
    if (!name.starts_with(prefix)) return std::nullopt;
    Owner owner = observer;
    const auto* end = name.data() + name.size();
    const auto pid = std::from_chars(name.data() + prefix.size(), end, owner.pid);
    if (pid.ec != std::errc{} || pid.ptr == end || *pid.ptr != '-') return std::nullopt;
    const auto start = std::from_chars(pid.ptr + 1, end, owner.start);
    if (start.ec != std::errc{} || start.ptr == end || *start.ptr != '-') return std::nullopt;
    return owner;
}

bool is_own_scratch(const fs::path& folder) {
    const auto me = Owner::self();
    return owner_of_scratch(folder.filename().string(), me) == me;
}

void keep_scratch(const fs::path& folder) { std::ofstream(folder / kept_file).flush(); }

int remove_dead_scratch() {
    const auto me = Owner::self();
    int removed = 0;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(fs::temp_directory_path(none), none)) {
        const auto owner = owner_of_scratch(entry.path().filename().string(), me);
        if (!owner || life_of(*owner, me) != Life::dead) continue;
        if (fs::exists(entry.path() / kept_file, none)) continue;
        if (fs::remove_all(entry.path(), none) != static_cast<std::uintmax_t>(-1)) ++removed;
    }
    return removed;
}

}  // namespace sm::detail::inline os

#include "os/account.hpp"

#include <sm/os/command_line.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sm::detail::inline os {
namespace {

namespace fs = std::filesystem;

std::vector<gid_t> groups_of(const passwd& user) {
    int count = 64;
    std::vector<gid_t> groups(static_cast<std::size_t>(count));
    if (::getgrouplist(user.pw_name, user.pw_gid, groups.data(), &count) < 0) {
        groups.resize(static_cast<std::size_t>(count));
        ::getgrouplist(user.pw_name, user.pw_gid, groups.data(), &count);
    }
    groups.resize(static_cast<std::size_t>(count));
    return groups;
}

bool may_enter(const Account& account, const fs::path& folder) {
    struct stat known {};
    if (::stat(folder.c_str(), &known) != 0) return false;
    if (account.user == known.st_uid) return (known.st_mode & S_IXUSR) != 0;
    const auto& groups = account.groups;
    if (std::find(groups.begin(), groups.end(), known.st_gid) != groups.end())
        return (known.st_mode & S_IXGRP) != 0;
    return (known.st_mode & S_IXOTH) != 0;
}

}  // namespace

std::optional<Account> account_of(const std::string& name) {
    if (name.empty()) return std::nullopt;
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 16384> buffer;
    ::getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
    if (found == nullptr)
        throw CommandNotStarted(
            fmt::format("there is no user \"{0}\" on this machine; install the package that makes "
                        "it, or make it: useradd --system {0}",
                        name));
    if (found->pw_uid == ::geteuid()) return std::nullopt;
    if (::geteuid() != 0)
        throw CommandNotStarted(
            fmt::format("only root can run a program as user \"{}\"; run the test as root or as {}",
                        name, name));
    return Account{name, found->pw_uid, found->pw_gid, groups_of(*found)};
}

std::optional<fs::path> closed_to(const Account& account, const fs::path& folder) {
    fs::path at;
    for (const auto& part : fs::absolute(folder)) {
        at /= part;
        if (!may_enter(account, at)) return at;
    }
    return std::nullopt;
}

}  // namespace sm::detail::inline os

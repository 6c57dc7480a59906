#pragma once
/// Another user, whom programs can run as.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace sm::detail::inline os {

struct Account {
    std::string name{};
    uid_t user = 0;
    gid_t group = 0;
    std::vector<gid_t> groups{};  // all of them
};

/// The user of this name; nothing if it is empty, or that of this process. Throws CommandNotStarted
/// where there is no such user, or this process is not root and can become nobody else.
std::optional<Account> account_of(const std::string& name);

/// The first of a folder and its parents that the user may not enter; nothing if all let them in.
std::optional<std::filesystem::path> closed_to(const Account& account,
                                               const std::filesystem::path& folder);

}  // namespace sm::detail::inline os

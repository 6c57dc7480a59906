#include "os/lock.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace sm::detail::inline os {

Lock::Lock(const std::string& name) {
    std::error_code none;
    const auto folder = std::filesystem::temp_directory_path(none);
    const auto path = fmt::format("{}/sm-{}-{}.lock", folder.string(), ::getuid(), name);
    file_ = Descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    while (file_ && ::flock(file_.get(), LOCK_EX) != 0 && errno == EINTR) {
    }
}

}  // namespace sm::detail::inline os

#include "os/in_memory.hpp"

#include <cerrno>
#include <system_error>

#include <sys/mman.h>
#include <unistd.h>

namespace sm::detail::inline os {

Descriptor in_memory(const std::string& bytes, const char* what) {
    Descriptor file(::memfd_create("sm", MFD_CLOEXEC));
    std::size_t done = 0;
    while (file && done < bytes.size()) {
        const auto wrote = ::write(file.get(), bytes.data() + done, bytes.size() - done);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote <= 0) break;
        done += static_cast<std::size_t>(wrote);
    }
    if (done < bytes.size() || ::lseek(file.get(), 0, SEEK_SET) != 0)
        throw std::system_error(errno, std::generic_category(), what);
    return file;
}

}  // namespace sm::detail::inline os

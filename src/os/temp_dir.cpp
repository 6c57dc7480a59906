#include <sm/os/temp_dir.hpp>

#include <cstdio>
#include <exception>
#include <system_error>

#include "os/scratch.hpp"

#include <unistd.h>

namespace sm {

TempDir::TempDir(TempDirOptions options)
    : options_(std::move(options)), path_(detail::make_scratch()) {}

TempDir::~TempDir() {
    if (!detail::is_own_scratch(path_)) return;  // a forked child's copy: it is its parent's
    bool kept = false;
    try {
        kept = options_.keep && options_.keep();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "sm: TempDirOptions.keep threw: %s\n", error.what());
        kept = true;  // whoever cannot say may want to look
    }
    std::error_code error;
    if (kept) {
        detail::keep_scratch(path_);
        std::fprintf(stderr, "sm: kept %s\n", path_.c_str());
    } else if (std::filesystem::remove_all(path_, error); error) {
        std::fprintf(stderr, "sm: cannot remove %s: %s\n", path_.c_str(), error.message().c_str());
    }
}

}  // namespace sm

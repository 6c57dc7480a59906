#pragma once
/// A directory for the files of one test.

#include <filesystem>
#include <functional>
#include <string>

namespace sm {

struct TempDirOptions {
    /// Called at the end: whether to keep the directory. Where it is kept, standard error names it.
    ///
    ///     sm::TempDir dir({.keep = testing::Test::HasFailure});
    std::function<bool()> keep{};
};

/// Made empty in the folder for temporary files, and removed at the end with all that is in it; by
/// `sm::reap_processes` if this process is killed before.
class TempDir {
 public:
    explicit TempDir(TempDirOptions options = {});
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;
    ~TempDir();

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
    TempDirOptions options_;
    std::filesystem::path path_;
};

}  // namespace sm

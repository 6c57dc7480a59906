#include "store/files.hpp"

#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

#include <unistd.h>

namespace sm::store {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& file) {
    throw std::system_error(errno == 0 ? EIO : errno, std::generic_category(), file.string());
}

/// A name beside the file that no other process uses.
fs::path beside(const fs::path& file) {
    return file.parent_path() / ("." + file.filename().string() + "." + std::to_string(::getpid()));
}

}  // namespace

void write_file(const fs::path& file, std::string_view text) {
    const auto fresh = beside(file);
    errno = 0;
    std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    std::error_code error(out ? 0 : errno == 0 ? EIO : errno, std::generic_category());
    if (!error) fs::rename(fresh, file, error);
    if (!error) return;
    std::error_code none;
    fs::remove(fresh, none);
    throw std::system_error(error, file.string());
}

std::string read_file(const fs::path& file) {
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    // A folder opens too, and shows only when it is read.
    if (in && in.peek() != std::ifstream::traits_type::eof()) text << in.rdbuf();
    if (errno != 0 || in.bad()) fail(file);
    return std::move(text).str();
}

void relink(const fs::path& target, const fs::path& link) {
    const auto fresh = beside(link);
    fs::remove(fresh);
    fs::create_directory_symlink(target, fresh);
    fs::rename(fresh, link);
}

}  // namespace sm::store

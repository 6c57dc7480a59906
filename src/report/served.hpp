#pragma once
/// What the server gives for a link, found in the store and nowhere else.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace sm::report {

/// An open file or a directory below the store.
class Served {
 public:
    enum class Kind : std::uint8_t { absent, file, directory };

    Served() = default;
    Served(Kind kind, int descriptor, std::filesystem::path path, std::uint64_t size)
        : kind_(kind), descriptor_(descriptor), path_(std::move(path)), size_(size) {}
    Served(Served&& other) noexcept;
    Served& operator=(Served&&) = delete;
    ~Served();

    Kind kind() const { return kind_; }
    const std::filesystem::path& path() const { return path_; }  ///< without links
    std::uint64_t size() const { return size_; }
    int release();  ///< the descriptor, which is the caller's from now on

 private:
    Kind kind_ = Kind::absent;
    int descriptor_ = -1;
    std::filesystem::path path_;
    std::uint64_t size_ = 0;
};

/// The path that a link's target names below the store: without query, unescaped, and with no part
/// that is `..`, hidden or has a zero byte; nothing for any other.
std::optional<std::filesystem::path> path_of_target(std::string_view target);

/// Opens what is there, after all links: only what then is in the store, and only regular files
/// and directories. `store` is the store's own path without links.
Served open_below(const std::filesystem::path& store, const std::filesystem::path& path);

/// By the file's suffix; what a browser could run by mistake is plain text or bytes.
std::string_view content_type(const std::filesystem::path& path);

/// A directory's files as a page.
std::string listing_html(const std::filesystem::path& directory, std::string_view name);

}  // namespace sm::report

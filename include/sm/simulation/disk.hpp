#pragma once
/// The files of one node, as a program sees them that has to survive crashes.

#include <sm/simulation/detail/namespace.hpp>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sm::simulation {

enum class DiskErrorKind {
    full,        ///< nothing of the write was done
    unreadable,  ///< these bytes cannot be read, now or ever
    no_file,
};

struct DiskError : std::runtime_error {
    DiskError(DiskErrorKind what_kind, const std::string& text)
        : std::runtime_error(text), kind(what_kind) {}
    DiskErrorKind kind;
};

/// One directory of files. What has been synced survives a crash; of what has not, nobody knows how
/// much does, a part of a write included. All but `files` and `exists` throw DiskError, and may
/// take their time.
class Disk {
 public:
    virtual ~Disk() = default;

    /// Their names, in order.
    virtual std::vector<std::string> files() const = 0;
    virtual bool exists(const std::string& file) const = 0;

    virtual std::uint64_t size(const std::string& file) = 0;
    /// Up to `count` bytes from `offset` on; fewer where the file ends.
    virtual std::string read(const std::string& file, std::uint64_t offset, std::size_t count) = 0;

    /// Makes the file if it is not there, and zeros up to `offset` if it is shorter.
    virtual void write(const std::string& file, std::uint64_t offset, std::string_view bytes) = 0;
    virtual void truncate(const std::string& file, std::uint64_t size) = 0;
    /// What the file holds survives from now on, and that it is there under its name.
    virtual void sync(const std::string& file) = 0;

    /// At once or not at all, also in a crash; replaces a file that is there. It certainly survives
    /// after the next `sync_names`.
    virtual void rename(const std::string& from, const std::string& to) = 0;
    virtual void remove(const std::string& file) = 0;
    /// What files there are under what names survives from now on.
    virtual void sync_names() = 0;
};

}  // namespace sm::simulation

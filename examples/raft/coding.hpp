#pragma once
/// How numbers and texts are written to files, and the checksum that tells whether they still are
/// as they were written.

#include <sm/simulation/disk.hpp>

#include <cstdint>
#include <string>
#include <string_view>

#include "entry.hpp"

namespace raft {

/// What was read is not what was written: as of no use as what cannot be read at all.
struct Damaged : sm::simulation::DiskError {
    explicit Damaged(const std::string& text)
        : DiskError(sm::simulation::DiskErrorKind::unreadable, text) {}
};

/// Of the bytes and of `before`, the checksum of what precedes them.
std::uint64_t checksum(std::uint64_t before, std::string_view bytes);

class Writer {
 public:
    explicit Writer(std::string& out) : out_(out) {}

    void number(std::uint64_t value);  // eight bytes, the lowest first
    /// In place of one that was written there.
    void number_at(std::size_t offset, std::uint64_t value);
    void text(std::string_view value);
    void members(const Members& members);
    void entry(const Entry& entry);

 private:
    std::string& out_;
};

/// Throws Damaged where something else is found than was asked for.
class Reader {
 public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    std::uint64_t number();
    std::string text();
    Members members();
    Entry entry();
    bool at_end() const { return rest_.empty(); }

 private:
    std::string_view take(std::uint64_t count);

    std::string_view rest_;
};

}  // namespace raft

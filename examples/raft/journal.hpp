#pragma once
/// The log on disk: a file that entries are appended to and whose end may be cut off.

#include <sm/simulation/disk.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "entry.hpp"

namespace raft {

/// A record's checksum covers the one of the record before. So a record counts only after just
/// those that it was written after, and what a crash leaves behind the end (half a record, or
/// whole ones that had been cut off) is told from what belongs there.
///
/// The disk has to return what was written to it, or fail. From one that returns something else
/// (where a write landed that belonged elsewhere) the entries are taken to end there, even if those
/// behind had been synced and acknowledged: of a majority, then, one has forgotten. Nothing in the
/// file could tell, for the bytes destroyed may be its last; it would take another file that says
/// how far the log was synced, and a second sync before each acknowledgement.
class Journal {
 public:
    struct Contents {
        Index base = 0;  // the entries before were in a snapshot when the file was begun
        Term base_term = 0;
        std::vector<Entry> entries{};
    };

    explicit Journal(sm::simulation::Disk& disk) : disk_(disk) {}

    /// What is there, without a torn tail, which is cut off. To be called once, first.
    Contents load();

    /// These three survive only after `sync`.
    void append(std::span<const Entry> entries);
    void cut(Index from);
    void sync();

    /// Begins a new file with these entries, in one step that survives.
    void restart(Index base, Term base_term, std::span<const Entry> entries);

 private:
    void begin(Index base, Term base_term);
    void encode(const Entry& entry);
    std::uint64_t end() const { return places_.back().end; }

    struct Place {
        std::uint64_t end = 0;       // of the record, in the file
        std::uint64_t checksum = 0;  // of all up to there
    };

    sm::simulation::Disk& disk_;
    Index base_ = 0;
    std::vector<Place> places_{};  // of the header, then of each entry
    std::string buffer_{};         // what is to be written next
};

}  // namespace raft

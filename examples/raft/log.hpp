#pragma once
/// The replicated log of one server: in memory to be read, in its journal to survive.

#include <sm/simulation/disk.hpp>

#include <span>
#include <vector>

#include "entry.hpp"
#include "journal.hpp"

namespace raft {

/// Entries from `base() + 1` to `last()`; what is before them is in a snapshot.
class Log {
 public:
    /// With what the last start left in the journal.
    explicit Log(sm::simulation::Disk& disk);

    Index base() const { return base_; }
    Index last() const { return base_ + entries_.size(); }
    Term last_term() const { return term(last()); }
    /// What is on disk, and synced.
    Index synced() const { return synced_; }

    /// Of the entry at this index, or of the base; 0 for an index that is outside.
    Term term(Index index) const;
    /// The index must be one of an entry.
    const Entry& at(Index index) const { return entries_[index - base_ - 1]; }
    std::span<const Entry> entries(Index from, Index count) const;

    /// The last index up to `index` whose term is not more than `term`: where a log that has this
    /// term at this index may still be equal to this one. Where even the base's term is more it is
    /// before the base: only a snapshot can help the other.
    Index last_not_after(Index index, Term term) const;

    /// At the end, in memory until the next `write`.
    void append(Entry entry) { entries_.push_back(std::move(entry)); }
    /// Drops the entries from this one on.
    void cut(Index from);
    void write();
    void sync();

    /// Forgets entries up to this one, which a snapshot has.
    void compact(Index until);
    /// Forgets everything: a snapshot that ends with this entry takes its place.
    void reset(Index base, Term base_term);

 private:
    Journal journal_;
    Index base_ = 0;
    Term base_term_ = 0;
    std::vector<Entry> entries_{};
    Index written_ = 0;
    Index synced_ = 0;
};

}  // namespace raft

#pragma once
/// The state of the store as of one entry, in place of all entries up to there.

#include <sm/simulation/disk.hpp>
#include <sm/value/reflect.hpp>

#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "entry.hpp"

namespace raft {

struct Snapshot {
    Index index = 0;  // of the last entry that is in it
    Term term = 0;    // of that entry
    Members members{};
    std::string store{};  // as Store::save wrote it

    friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

/// Snapshots are large and never change: those who hold one share it. In the trace of a run it is
/// known by its last entry.
class SharedSnapshot {
 public:
    SharedSnapshot() = default;
    explicit SharedSnapshot(Snapshot snapshot)
        : index_(snapshot.index),
          term_(snapshot.term),
          snapshot_(std::make_shared<const Snapshot>(std::move(snapshot))) {}

    explicit operator bool() const { return snapshot_ != nullptr; }
    const Snapshot& operator*() const { return *snapshot_; }
    const Snapshot* operator->() const { return snapshot_.get(); }

    friend auto sm_fields(std::derived_from<SharedSnapshot> auto& self) {
        return std::tuple{sm::field("index", self.index_), sm::field("term", self.term_)};
    }

 private:
    Index index_ = 0;
    Term term_ = 0;
    std::shared_ptr<const Snapshot> snapshot_{};
};

/// The one file with the newest snapshot, which is replaced at once or not at all.
class SnapshotFile {
 public:
    explicit SnapshotFile(sm::simulation::Disk& disk) : disk_(disk) {}

    /// Nothing if none was ever saved. Throws Damaged for one that is not as it was written.
    std::optional<Snapshot> load();
    /// Returns when it is certain to survive.
    void save(const Snapshot& snapshot);

 private:
    sm::simulation::Disk& disk_;
};

}  // namespace raft

#pragma once
/// The term a server has reached and whom it voted for in it, which it must never forget.

#include <sm/simulation/disk.hpp>

#include <cstdint>

#include "entry.hpp"

namespace raft {

struct Ballot {
    Term term = 0;
    NodeId voted_for = 0;  // 0 is no one

    friend bool operator==(const Ballot&, const Ballot&) = default;
};

/// The ballot on disk, in two places that are written in turn: when a crash tears one, the other
/// has what was known to be saved.
class BallotFile {
 public:
    explicit BallotFile(sm::simulation::Disk& disk) : disk_(disk) {}

    /// Throws Damaged if neither place has what was saved.
    Ballot load();
    /// Returns when it is certain to survive.
    void save(const Ballot& ballot);

 private:
    sm::simulation::Disk& disk_;
    std::uint64_t saved_ = 0;  // how often, ever
};

}  // namespace raft

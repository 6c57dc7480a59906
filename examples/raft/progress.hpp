#pragma once
/// What the leader knows of one follower, and how much it sends it.

#include <sm/base/clock.hpp>

#include <algorithm>
#include <cstdint>

#include "options.hpp"

namespace raft {

/// Entries flow in one of three ways. A follower is probed, one message at a time, until it is
/// known where its log is like the leader's. Then entries stream to it, and are taken to arrive, as
/// far as the window allows. One that needs what the leader's log no longer has gets a snapshot.
class Progress {
 public:
    enum class Mode { probing, streaming, snapshot };

    Progress(NodeId node, Index last) : node_(node), next_(last + 1) {}

    NodeId node() const { return node_; }
    Mode mode() const { return mode_; }
    /// Its log is the leader's up to here.
    Index match() const { return match_; }
    /// The first entry that it has not been sent.
    Index next() const { return next_; }

    /// Whether a message may be sent now; one with no entries only to a follower that is probed.
    bool ready(Index last, const Options& options) const;
    /// How many entries may be in it.
    Index room(Index last, const Options& options) const;
    void sent(Index count);
    void sent_snapshot(Index index);

    /// Whether that was news.
    bool accepted(Index index);
    /// `previous` did not fit; the logs may be equal up to `retry_after`. Whether that was news.
    bool rejected(Index previous, Index retry_after);
    /// It answered a heartbeat: when nothing else has come since the last time, what was sent is
    /// taken as lost.
    void alive();

    std::uint64_t round = 0;  ///< of heartbeats: the last that it answered
    sm::Duration heard{};     ///< when that one was sent, by the leader's clock

 private:
    void probe(Index next);

    NodeId node_;
    Mode mode_ = Mode::probing;
    bool waits_ = false;  // for the answer to a probe or a snapshot
    bool quiet_ = false;  // since it answered a heartbeat
    Index match_ = 0;
    Index next_;
};

}  // namespace raft

#pragma once
/// Mistakes that can be switched on, one at a time: each a mistake that someone has made.

namespace raft {

enum class Bug {
    none,

    // Elections
    votes_twice,             // votes for whoever asks, though it has voted in this term
    forgets_vote,            // does not save its vote
    votes_for_shorter_logs,  // does not ask what the candidate's log lacks

    // Replication
    commits_older_terms,       // counts copies of entries that an earlier leader wrote
    half_is_enough,            // commits what half of the servers have
    ignores_previous_term,     // appends after an entry that only has the right index
    truncates_always,          // drops what follows a message's entries, though it may be newer
    commits_unseen,            // tells followers to commit what they may hold otherwise
    answers_before_commit,     // tells the client when the entry is in the leader's log
    answers_for_others,        // answers when any entry of that index is applied
    acknowledges_before_sync,  // tells the leader of entries that a crash may take

    // Reads
    reads_unconfirmed,        // reads as leader without asking whether it still is
    reads_before_no_op,       // reads as leader before it knows what is committed
    lease_ignores_drift,      // holds its lease as if all clocks ran equally fast
    votes_within_lease,       // votes although it hears from a leader that relies on it
    lease_outlives_transfer,  // reads by its lease after it has asked another to lead

    // Snapshots and sessions
    snapshot_loses_sessions,  // the table of sessions is not part of a snapshot
    applies_retries,          // a write that is tried again is done again

    // Members
    changes_two_at_once,   // begins a change before the one before is committed
    changes_before_no_op,  // changes members before it knows what is committed
};

}  // namespace raft

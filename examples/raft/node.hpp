#pragma once
/// One server of the cluster: Raft, after Ongaro and Ousterhout, as a replica on a host.

#include <sm/simulation/host.hpp>

#include <deque>
#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

#include "ballot.hpp"
#include "leadership.hpp"
#include "log.hpp"
#include "messages.hpp"
#include "options.hpp"
#include "snapshot.hpp"
#include "store.hpp"

namespace raft {

class Client;

enum class Role : std::uint8_t { follower, pre_candidate, candidate, leader };

/// What Raft proves to be impossible has happened: a server that goes on would make it worse.
struct Broken : std::logic_error {
    using std::logic_error::logic_error;
};

/// Made at each start, from what its disk has. The declarations are grouped as the chapters of the
/// algorithm are, and each group is defined in a file of that name.
class Node {
 public:
    using Message = raft::Message;
    using Client = raft::Client;
    using Host = sm::simulation::Host<Message>;

    explicit Node(Host& host, Options options = {});

    void receive(NodeId from, Message message);
    void timer(sm::simulation::TimerId timer);

    Role role() const { return role_; }
    Term term() const { return ballot_.term; }
    /// Who leads in this term, as far as this server knows; 0 if it does not.
    NodeId leader() const { return leader_; }
    Index commit() const { return commit_; }
    Index applied() const { return applied_; }
    const Members& members() const { return members_; }
    const Log& log() const { return log_; }
    const Store& store() const { return store_; }
    const Options& options() const { return options_; }
    /// Of the snapshot that it would send; 0 if there is none.
    Index snapshot_index() const { return snapshot_ ? snapshot_->index : 0; }

 private:
    enum Timer : sm::simulation::TimerId { election = 1, heartbeat, flush };

    bool has(Bug bug) const { return options_.bug == bug; }
    sm::Duration now() { return host_.clock().now(); }
    NodeId self() const { return self_; }

    // node.cpp: starting, and changes of role
    void recover();
    void become_follower(Term term, NodeId leader);
    /// A leader's message: whether it is to be heeded. An outdated leader is told so.
    bool follow(NodeId from, Term term);
    void on(NodeId from, const Outdated& message);

    // election.cpp
    void wait_for_leader();
    void look_for_leader();
    void stand(bool before, bool transfer = false);
    void count_votes();
    void lead();
    bool promised_to_leader();
    bool is_up_to_date(const RequestVote& message) const;
    void consider(NodeId from, const RequestVote& message);
    void on(NodeId from, const RequestVote& message);
    void on(NodeId from, const Vote& message);

    // replication.cpp
    Index propose(Entry entry);
    void schedule_flush();
    void write_and_send();
    void send_entries(Progress& follower);
    void advance_commit();
    void take(Append& message);
    void on(NodeId from, Append& message);
    void on(NodeId from, const Appended& message);
    void follower_has_more(Progress& follower);

    // heartbeats.cpp
    void beat();
    void give_up_what_takes_too_long();
    void begin_round();
    sm::Duration heard_by_majority();
    void on(NodeId from, const Heartbeat& message);
    void on(NodeId from, const HeartbeatAnswer& message);

    // application.cpp
    void apply_committed();
    void answer_waiting(Index index, const Store::Result& result);
    void disown(Index from);

    // snapshots.cpp
    void take_snapshot();
    void send_snapshot(Progress& follower);
    void install(SharedSnapshot snapshot);
    void on(NodeId from, const InstallSnapshot& message);
    void on(NodeId from, const SnapshotInstalled& message);

    // membership.cpp
    void adopt(const Members& members, Index index);
    void adopt_latest();
    void track(NodeId node);
    bool may_change_members() const;
    void add_server(NodeId client, std::uint64_t id, NodeId node);
    void remove_server(NodeId client, std::uint64_t id, NodeId node);
    void finish_joining(const Progress& follower);
    void end_joining(Ending ending);
    void forget_removed();
    void change_members(NodeId client, std::uint64_t id, const Members& members);

    // transfer.cpp
    void transfer_leader(NodeId client, std::uint64_t id, NodeId to);
    void finish_transfer(const Progress& follower);
    void end_transfer(Ending ending);
    void on(NodeId from, const StandNow& message);

    // reads.cpp
    void read(NodeId client, std::uint64_t id, Read& read);
    bool lease_holds();
    Index read_index() const;
    void answer_reads();
    void refuse_reads();
    void answer_read(NodeId client, std::uint64_t id, const std::string& key);

    // requests.cpp
    void on(NodeId from, Request& message);
    void on(NodeId, const Response&) {}
    void write_for(NodeId client, std::uint64_t id, Entry entry);
    void propose_for(NodeId client, std::uint64_t id, Entry entry);
    void answer(NodeId client, std::uint64_t id, Ending ending, std::uint64_t number = 0);

    Host& host_;
    const NodeId self_;
    const Options options_;

    BallotFile ballots_;
    SnapshotFile snapshots_;
    Log log_;
    Ballot ballot_{};
    SharedSnapshot snapshot_{};

    Store store_;
    Index commit_ = 0;
    Index applied_ = 0;
    Members members_{};
    Index members_index_ = 0;  // of the entry that made them so

    Role role_ = Role::follower;
    NodeId leader_ = 0;
    std::optional<sm::Duration> heard_leader_{};  // it was promised then not to help another
    sm::Duration quiet_since_{};
    sm::Duration patience_{};
    std::vector<NodeId> votes_{};

    std::optional<Leadership> leading_{};
    bool flush_scheduled_ = false;

    struct Waiting {
        Index index = 0;
        NodeId client = 0;
        std::uint64_t id = 0;
    };
    std::deque<Waiting> waiting_{};  // for entries to be applied, in their order
};

}  // namespace raft

#pragma once
/// What Raft promises of all servers together, watched while they run: where a promise is broken,
/// no client needs to have noticed yet.

#include <map>
#include <memory>
#include <utility>

#include "node.hpp"

namespace raft {

/// Election Safety, Leader Completeness and State Machine Safety, as figure 3 of Ongaro and
/// Ousterhout, "In Search of an Understandable Consensus Algorithm" (2014), has them.
class Safety {
 public:
    /// To be called after each thing that the server does. Throws Broken, with the servers, the
    /// term and the entry, when what it has come to cannot be.
    void look_at(NodeId id, const Node& node);

 private:
    struct Committed {
        Term term = 0;  // the entry's
        Term in = 0;    // which it was by then at the latest
    };

    void there_is_one_leader(NodeId id, const Node& node);
    void the_leader_has_all(NodeId id, const Node& node) const;
    void what_is_committed_stays(NodeId id, const Node& node);

    std::map<Term, NodeId> leaders_{};
    std::map<Index, Committed> committed_{};
    std::map<NodeId, Index> looked_until_{};  // at what this server takes for committed
};

/// A server that is looked at.
class Audited : public Node {
 public:
    Audited(Host& host, const Options& options, std::shared_ptr<Safety> safety)
        : Node(host, options), safety_(std::move(safety)), id_(host.self()) {}

    void receive(NodeId from, Message message) {
        Node::receive(from, std::move(message));
        safety_->look_at(id_, *this);
    }
    void timer(sm::simulation::TimerId timer) {
        Node::timer(timer);
        safety_->look_at(id_, *this);
    }

 private:
    std::shared_ptr<Safety> safety_;
    NodeId id_;
};

}  // namespace raft

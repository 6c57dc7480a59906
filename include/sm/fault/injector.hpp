#pragma once
/// The faults that are on in one cluster: injected by name, undone on every way out.

#include <sm/cluster/cluster.hpp>
#include <sm/fault/partition.hpp>
#include <sm/fault/undo.hpp>
#include <sm/spec/fault.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace sm::fault {

/// Answers which nodes are meant at the moment, such as those that think they lead.
using Question = std::function<Nodes()>;

struct InjectorOptions {
    /// By the name that arguments use, such as `primaries`. `all` is there already.
    std::map<std::string, Question> questions{};
    /// Those that `partition` and `loss` cut; empty: all that two nodes have in common.
    std::vector<std::string> networks{};
};

/// Injects one kind of fault: does what the arguments say, notes down how to undo it, and returns
/// what was done in detail.
using Inject = std::function<Tree(const Tree& arguments, Undo& undo)>;

/// A fault that is on.
struct Injected {
    std::uint64_t number = 0;  // counts from 1 in each injector
    Fault fault{};
    Tree done{};
};

/// What could not be undone; it stays on, and the next `heal` tries again.
struct NotHealed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Injects faults into a cluster, and knows how to undo them.
///
///     sm::fault::Injector injector(cluster, {.questions = {{"primaries", [&] { ... }}}});
///     injector.strike(sm::fault::partition({{"n1", "n2"}, {"n3"}}));
///     injector.strike({"kill", sm::to_tree(std::vector{"n3"})});
///     injector.heal("partition");
///
/// It knows these, as far as the cluster can do them. A list of nodes may have questions in it.
///
///   partition   groups or directed cuts, as in `partition.hpp`
///   loss        {share: 0.2}, and {links: ...} as for `partition`: else between all nodes
///   kill        nodes; healed, they are started
///   stop        nodes; healed, they are started
///   pause       nodes; healed, they go on
///   wipe        nodes; killed, their data is lost; healed, they are started
///   disconnect  {network: raft, nodes: [...]}
///   clock       {nodes: [n1], step: 2s} or {nodes: [n1], drift: 0.1}; healed, it is right again
///   disk        {nodes: [n1], latency: 50ms}, or `full: true`, `unreadable: 0.1`,
///               `misdirected: 0.1`, as in `DiskHarm`. Of a local process only such calls are
///               struck as only files know: `latency` strikes fsync and fdatasync; `full` these
///               and pwrite64, fallocate and their like, but no `write`, which sockets know too:
///               `CanFailCalls::harm_disk` strikes it on files that you name
///   slow        {nodes: [n1], by: 5ms}
///   delay       {by: 100ms}, and {links: ...} as for `partition`: else between all nodes. What a
///               local process sends is delayed to all others or none, on all its networks
///   clog        {links: ...}, else all; healed, what was stuck arrives
///
/// Where a cluster cannot do one it says why; `add` your own where you can. Faults of one kind may
/// be on together: a cut, a clogged link or an unplugged network is undone when the last one that
/// wants it is healed. Faults of a clock add up. Of the other three the latest on a node or link
/// counts, and when it is healed the one before.
/// Nodes that do not run are left alone by `kill`, `stop` and `pause`, and what is healed are the
/// nodes that were taken down. All may be called from several threads, which take turns; a fault or
/// question of a user's must not call the injector.
class Injector {
 public:
    explicit Injector(Cluster& cluster, InjectorOptions options = {});
    Injector(const Injector&) = delete;
    Injector& operator=(const Injector&) = delete;
    /// Undoes all, and tells on standard error what it could not undo.
    ~Injector();

    /// Injects a fault. When it throws, what was done until then is undone. Throws Misuse for a
    /// fault or node that is not there, Unsupported for what cannot be done here, and the errors of
    /// the cluster's.
    Injected strike(const Fault& fault);

    /// Undoes the faults of this name that are on, the latest first; all if it is empty. Throws
    /// Misuse for a name that is none, NotHealed after all have been tried.
    void heal(const std::string& name);
    /// Undoes one; does nothing if it is not on any more. Throws NotHealed.
    void heal(std::uint64_t number);
    /// Undoes all, and returns what could not be undone.
    [[nodiscard]] std::vector<std::string> heal_all() noexcept;

    /// In the order in which they struck.
    std::vector<Injected> active() const;

    /// Another kind of fault, or another way for one that is there; not while it is on.
    void add(const std::string& name, Inject inject);
    /// The same, of two functions: `heal` gets what `strike` returned. It is called too when
    /// `strike` threw, with nothing, for what it may have done.
    void add(const std::string& name, std::function<Tree(const Tree& arguments)> strike,
             std::function<void(const Tree& done)> heal);

    /// Of the faults there are, in order.
    std::vector<std::string> names() const;

 private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace sm::fault

#pragma once
/// Who wants which cut, which plug pulled and which state of a thing, where several faults want the
/// same.

#include <sm/cluster/cluster.hpp>
#include <sm/cluster/cut.hpp>
#include <sm/cluster/delay.hpp>
#include <sm/fault/injection.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace sm::detail::inline fault {

using sm::fault::Effect;

/// Names one fault among those that are on.
using Owner = std::uint64_t;

/// What vanishes on a link is the largest share that anyone wants.
class LinkLedger {
 public:
    LinkLedger(CanCut* cutter, std::vector<std::string> networks)
        : cutter_(cutter), networks_(std::move(networks)) {}

    /// All cuts or, where it throws, none.
    void hold(Owner owner, const std::vector<Cut>& cuts);
    void release(Owner owner);

 private:
    using Wishes = std::map<Link, std::map<Owner, double>>;

    void change_to(Wishes after);
    Cut cut_of(const Link& link, double share) const;

    CanCut* cutter_;
    std::vector<std::string> networks_;
    Wishes wishes_;
};

/// A plug is out while anyone wants it out.
class PlugLedger {
 public:
    explicit PlugLedger(CanDisconnect* plugs) : plugs_(plugs) {}

    void hold(Owner owner, const std::string& node, const std::string& network);
    void release(Owner owner, const std::string& node, const std::string& network);

 private:
    CanDisconnect* plugs_;
    std::map<std::pair<std::string, std::string>, std::set<Owner>> wishes_;
};

/// What goes over a link is delayed as the latest fault wants it.
class DelayLedger {
 public:
    explicit DelayLedger(CanDelay* delays) : delays_(delays) {}

    /// Is to be released also if it throws: how far it got is not known.
    void hold(Owner owner, const std::vector<Link>& links, const sm::Delay& delay);
    /// If it throws, all is held as before.
    void release(Owner owner);

 private:
    struct Wish {
        Owner owner;
        sm::Delay delay;
    };
    using Wishes = std::map<Link, std::vector<Wish>>;  // the latest last

    CanDelay* delays_;
    Wishes wishes_;
};

/// Things that are right unless a fault wants them otherwise, such as disks and clocks.
class StateLedger {
 public:
    using Act = std::function<void()>;

    /// Is to be released also if `put`, which brings the thing into the state wanted, throws: how
    /// far it got is not known.
    void hold(Owner owner, const std::string& thing, Act put);
    /// Puts the thing into the state that the others want, or by `clear` in order. If that throws,
    /// the thing is held as before.
    void release(Owner owner, const std::string& thing, Effect effect, const Act& clear);

 private:
    struct Wish {
        Owner owner;
        Act put;
    };

    std::map<std::string, std::vector<Wish>> wishes_;  // the latest last
};

}  // namespace sm::detail::inline fault

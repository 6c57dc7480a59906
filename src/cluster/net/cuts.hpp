#pragma once
/// The cuts of a cluster: which are on, and the packet filters of the nodes that they make.

#include <sm/cluster/cut.hpp>

#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "cluster/net/packet_filter.hpp"

namespace sm::detail::inline cluster {

/// What cuts are made of. All functions may be called from several threads at once.
class FilteredNodes {
 public:
    virtual ~FilteredNodes() = default;
    /// The networks of a node; throws Misuse for one that is not there.
    virtual std::vector<std::string> networks(const std::string& node) = 0;
    virtual std::string address(const std::string& node, const std::string& network) = 0;
    /// Changes what a node filters in one step; does nothing for one that does not run.
    virtual void install(const std::string& node, const PacketFilter& before,
                         const PacketFilter& after) = 0;
    /// Packets dropped, by the sender's address.
    virtual std::map<std::string, std::uint64_t> counters(const std::string& node) = 0;
};

class Cuts {
 public:
    explicit Cuts(FilteredNodes& nodes) : nodes_(nodes) {}

    void cut(const std::vector<Cut>& cuts);
    void restore(const std::vector<Cut>& cuts);
    void restore_all();
    std::vector<ActiveCut> active();

    /// Starts a node by `start`, so that no packet gets through a cut while its new namespace has
    /// no rules yet: until it has, the senders hold them back.
    void start(const std::string& node, const std::function<void()>& start);

 private:
    struct Link {
        std::string from;
        std::string to;
        std::string network;
        auto operator<=>(const Link&) const = default;
    };
    using Shares = std::map<Link, double>;
    /// Who did not do as told, and why.
    using Failures = std::map<std::string, std::exception_ptr>;
    using Filters = std::map<std::string, PacketFilter>;  // by the node that has them

    std::vector<Link> links(const Cut& cut);
    Filters filters_of(const Shares& shares, const std::map<std::string, int>& starting);
    void change_to(Shares after, std::map<std::string, int> starting);
    std::vector<std::string> changed_to(const Filters& filters) const;
    Failures install_all(const std::vector<std::string>& changed, const Filters& before,
                         const Filters& after);
    void count_starts(const std::string& node, int more);

    FilteredNodes& nodes_;
    std::mutex mutex_;  // of what follows
    Shares shares_;
    std::map<std::string, int> starting_;  // how often at once, by node
    Filters filters_;
};

}  // namespace sm::detail::inline cluster

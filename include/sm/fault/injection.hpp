#pragma once
/// The interface of a fault while it is injected: the cluster, and the steps that undo the fault.

#include <sm/cluster/cluster.hpp>
#include <sm/cluster/cut.hpp>
#include <sm/cluster/delay.hpp>
#include <sm/fault/partition.hpp>
#include <sm/spec/fault.hpp>
#include <sm/value/reflect.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sm::detail::inline fault {
struct Setting;
}

namespace sm::fault {

class Undo;

/// How several faults of one resource combine.
enum class Effect {
    of_latest,  ///< each takes the place of what was there before, as with a disk
    of_all,     ///< each comes on top, as with a clock that is moved on
};

/// One fault on its way into a cluster. All that it does through this is undone when it is healed,
/// and at once when it fails half-way; if several faults affect the same resource, healing one
/// keeps the effect of the others.
class Injection {
 public:
    Injection(detail::Setting& setting, Undo& undo, const Fault& fault)
        : setting_(setting), undo_(undo), fault_(fault) {}
    Injection(const Injection&) = delete;
    Injection& operator=(const Injection&) = delete;

    Cluster& cluster() const;
    /// A capability of the cluster, or its type. Throws Unsupported if it has no such capability.
    template <class Capability>
    Capability& need() const {
        if (auto* const found = capability<Capability>(cluster())) return *found;
        const char* ability = "";
        const char* otherwise = "";
        if constexpr (requires { Capability::ability; }) ability = Capability::ability;
        if constexpr (requires { Capability::otherwise; }) otherwise = Capability::otherwise;
        throw_unsupported(full_type_name<Capability>(), ability, otherwise);
    }
    /// Throws Unsupported: why this cluster cannot, where there is a reason.
    void need_no(const std::optional<std::string>& why_not) const;

    /// The nodes that names mean now, each once. Throws Misuse for none, and for a name that is no
    /// node's and no selector's.
    Nodes nodes(const Nodes& names) const;
    /// The links as pairs of nodes now.
    std::vector<Link> links(const Links& links) const;
    /// The value of each node, where names mean several.
    template <class T>
    std::map<std::string, T> by_node(const std::map<std::string, T>& by_name) const {
        std::map<std::string, T> all;
        for (const auto& [name, value] : by_name)
            for (const auto& node : nodes({name})) all[node] = value;
        return all;
    }
    /// Does it to all of them concurrently, as when the power fails. Returns those that refuse,
    /// since another thread was faster; throws other errors when all are done.
    Nodes at_once(const Nodes& nodes, const std::function<void(const std::string&)>& task) const;

    /// What is done when the fault is healed, in a few words such as "start n1"; the last step
    /// first. Add it before what it undoes: a fault that fails half-way may have had its effect. So
    /// it must be right also when there is nothing to undo, and when it is done again.
    void undo(std::string what, std::function<void()> step);

    /// Brings a resource, such as "the clock of n1", into a state until the fault is healed.
    void hold(const std::string& thing, Effect effect, std::function<void()> put,
              std::function<void()> clear);
    /// Cuts links, by the largest share of any active fault.
    void cut(std::vector<Cut> cuts);
    /// Delays links as the latest active fault says.
    void delay(const std::vector<Link>& links, const sm::Delay& delay);
    void unplug(const std::string& node, const std::string& network);

 private:
    [[noreturn]] void throw_unsupported(std::string_view capability, std::string_view ability,
                                        std::string_view otherwise) const;

    detail::Setting& setting_;
    Undo& undo_;
    const Fault& fault_;
};

}  // namespace sm::fault

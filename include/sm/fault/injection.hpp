#pragma once
/// What a fault works with while it is being injected: the cluster, and how it is undone.

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

/// What takes effect of several faults that hold one thing.
enum class Effect {
    of_latest,  // each takes the place of what was there before, as with a disk
    of_all,     // each comes on top, as with a clock that is moved on
};

/// One fault on its way into a cluster. All that it does through this is undone when it is healed,
/// and at once when it fails half-way; where several faults hold the same thing, healing one leaves
/// what the others want.
class Injection {
 public:
    Injection(detail::Setting& setting, Undo& undo, const Fault& fault)
        : setting_(setting), undo_(undo), fault_(fault) {}
    Injection(const Injection&) = delete;
    Injection& operator=(const Injection&) = delete;

    Cluster& cluster() const;
    /// The cluster as what it can do, or is. Throws Unsupported where it is no such thing.
    template <class Capability>
    Capability& need() const {
        if (auto* const found = capability<Capability>(cluster())) return *found;
        const char* ability = "";
        const char* otherwise = "";
        if constexpr (requires { Capability::ability; }) ability = Capability::ability;
        if constexpr (requires { Capability::otherwise; }) otherwise = Capability::otherwise;
        throw_lacking(full_type_name<Capability>(), ability, otherwise);
    }
    /// Throws Unsupported: why this cluster cannot, where there is a reason.
    void need_no(const std::optional<std::string>& why_not) const;

    /// The nodes that names mean now, each once. Throws Misuse for none, and for a name that is no
    /// node's and no question.
    Nodes nodes(const Nodes& names) const;
    /// Those that links lead over now.
    std::vector<Link> links(const Links& links) const;
    /// The value of each node, where names mean several.
    template <class T>
    std::map<std::string, T> by_node(const std::map<std::string, T>& by_name) const {
        std::map<std::string, T> all;
        for (const auto& [name, value] : by_name)
            for (const auto& node : nodes({name})) all[node] = value;
        return all;
    }
    /// Does it to all of them side by side, as when the power fails. Those that refuse, as somebody
    /// else was faster, are returned; what else goes wrong is thrown when all are done.
    Nodes at_once(const Nodes& nodes, const std::function<void(const std::string&)>& task) const;

    /// What is done when the fault is healed, in a few words such as "start n1"; the last step
    /// first. Add it before what it undoes: a fault that fails half-way may have had its effect. So
    /// it must be right also when there is nothing to undo, and when it is done again.
    void undo(std::string what, std::function<void()> step);

    /// Brings a thing, such as "the clock of n1", into a state until the fault is healed.
    void hold(const std::string& thing, Effect effect, std::function<void()> put,
              std::function<void()> clear);
    /// Cuts links, by the largest share that any fault wants.
    void cut(std::vector<Cut> cuts);
    /// Delays links as the latest fault wants it.
    void delay(const std::vector<Link>& links, const sm::Delay& delay);
    void unplug(const std::string& node, const std::string& network);

 private:
    [[noreturn]] void throw_lacking(std::string_view capability, std::string_view ability,
                                    std::string_view otherwise) const;

    detail::Setting& setting_;
    Undo& undo_;
    const Fault& fault_;
};

}  // namespace sm::fault

#pragma once
/// The active faults of one cluster: injected, and always undone at the end.

#include <sm/cluster/cluster.hpp>
#include <sm/fault/faults.hpp>
#include <sm/fault/injection.hpp>
#include <sm/spec/fault.hpp>

#include <concepts>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace sm::fault {

/// Returns the nodes that are meant at the moment, such as those that believe to be the leader.
using NodeSelector = std::function<Nodes()>;

/// An active fault.
struct Injected {
    std::uint64_t number = 0;  ///< counts from 1 in each injector
    Fault fault{};
    Tree done{};  ///< in detail
};

/// What could not be undone; it stays active, and the next `heal` tries again.
struct NotHealed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A kind of fault, as an injector knows it.
struct FaultKind {
    std::string name{};
    /// Injects a fault of this name, and returns what was done in detail.
    std::function<Tree(const Fault&, Injection&)> inject{};
    /// The same fault as its struct writes it.
    Fault (*normal)(const Fault&) = nullptr;
};

template <TypedFault F>
FaultKind kind_of(std::function<Tree(const F&, Injection&)> inject) {
    return {.name = std::string(F::fault_name),
            .inject = [inject = std::move(inject)](
                          const Fault& fault,
                          Injection& injection) { return inject(fault.as<F>(), injection); },
            .normal = [](const Fault& fault) { return Fault(fault.as<F>()); }};
}

template <TypedFault F>
FaultKind kind_of() {
    return kind_of<F>([](const F& fault, Injection& injection) -> Tree {
        if constexpr (std::same_as<decltype(fault.inject(injection)), Tree>) {
            return fault.inject(injection);
        } else {
            fault.inject(injection);
            return {};
        }
    });
}

struct InjectorOptions {
    /// By the name that faults use, such as `primaries`. `all` is there already.
    std::map<std::string, NodeSelector> node_selectors{};
    /// Those that `partition` and `loss` cut; empty: all that two nodes have in common.
    std::vector<std::string> networks{};
    /// More kinds of faults, a user's own: `sm::fault::kind_of<Grow>()`.
    std::vector<FaultKind> kinds{};
};

/// Injects faults into a cluster, and knows how to undo them.
///
///     sm::fault::Injector injector(cluster, {.node_selectors = {{"primaries", [&] { ... }}}});
///     injector.inject(sm::fault::partition({{"n1", "n2"}, {"n3"}}));
///     injector.inject(sm::fault::KillNodes{{"n3"}});
///     injector.heal("partition");
///
/// It knows the faults of faults.hpp, as far as the cluster supports them, and says why it does
/// not. A user's own faults are structs like these; `add` registers them. Several faults of one
/// kind may be active at once: a cut, a clogged link or an unplugged network is undone when the
/// last fault that needs it is healed. Faults of a clock add up. Of the others the latest on a
/// disk, node or link counts, and when it is healed, the one before.
///
/// `kill`, `stop` and `pause` skip nodes that do not run, and healing starts only the nodes that
/// the fault took down. All functions may be called from several threads, which take turns; a fault
/// or a user's node selector must not call the injector.
class Injector {
 public:
    explicit Injector(Cluster& cluster, InjectorOptions options = {});
    Injector(const Injector&) = delete;
    Injector& operator=(const Injector&) = delete;
    /// Undoes all, and reports on standard error what it could not undo.
    ~Injector();

    /// Injects a fault. When it throws, what was done until then is undone. Throws Misuse for a
    /// fault or node that does not exist, Unsupported for what cannot be done here, and the errors
    /// of the cluster's.
    Injected inject(const Fault& fault);

    /// Undoes the active faults of this name, the latest first; all if it is empty. Throws
    /// Misuse for an unknown name, NotHealed after all have been tried.
    void heal(const std::string& name);
    /// Undoes one; does nothing if it is no longer active. Throws NotHealed.
    void heal(std::uint64_t number);
    /// Undoes the active faults that equal this one. Throws NotHealed.
    void heal_equal(const Fault& fault);
    /// Undoes all, and returns what could not be undone.
    [[nodiscard]] std::vector<std::string> heal_all() noexcept;

    /// Before the cluster is torn down: undoes all, and from now on refuses what is to be injected.
    /// If a thread is stuck in the middle of a fault, nothing is undone, as the cluster ends
    /// anyway.
    void end() noexcept;

    /// In the order in which they were injected.
    std::vector<Injected> active() const;

    /// Another kind of fault, a struct with a member function `inject`.
    template <TypedFault F>
    void add() {
        add(kind_of<F>());
    }
    /// Another way to inject a fault, in place of its own; not while one is active.
    template <TypedFault F>
    void add(std::function<Tree(const F&, Injection&)> inject) {
        add(kind_of<F>(std::move(inject)));
    }

    /// The fault as its struct writes it. Throws Misuse for an unknown name or invalid arguments.
    Fault normal_form(const Fault& fault) const;
    /// The names of the faults it knows, in order.
    std::vector<std::string> names() const;

    Cluster& cluster() const;

 private:
    void add(FaultKind kind);

    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace sm::fault

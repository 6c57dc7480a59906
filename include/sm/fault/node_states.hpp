#pragma once
/// The states of nodes, as a part of a model that depends on them.
///
///     struct Model {
///         sm::fault::NodeStates<3> nodes;
///         std::map<Key, int> kv;
///     };
///     using Cmd = std::variant<Put, Get, sm::fault::Kill<Model>, sm::fault::Cut<Model>,
///                              sm::fault::Restore<Model>, sm::fault::StartAll<Model>>;
///
/// The commands of commands.hpp find the part by its type and update it: they are drawn only where
/// they make sense; the more nodes are down, the rarer faults are, and the likelier healing is.

#include <sm/fault/detail/namespace.hpp>
#include <sm/value/reflect.hpp>

#include <cstddef>
#include <set>
#include <type_traits>
#include <utility>

namespace sm::fault {

/// Which of the nodes 1 to `count` are down, frozen or cut off; the others are well. A node that is
/// cut off may be stopped or paused too.
template <int count = 3>
struct NodeStates {
    static_assert(count > 0, "sm: there is at least one node");

    std::set<int> stopped{};
    std::set<int> paused{};
    std::set<int> cut{};  ///< reach no other node; clients reach them

    static constexpr int size() { return count; }
    bool runs(int node) const { return !stopped.contains(node) && !paused.contains(node); }
    /// Whether it runs, and the others reach it.
    bool is_well(int node) const { return runs(node) && !cut.contains(node); }
    int well() const {
        int all = 0;
        for (int node = 1; node <= count; ++node) all += is_well(node) ? 1 : 0;
        return all;
    }
    int broken() const { return count - well(); }
    /// Whether more than half of the nodes are well, with so many fewer.
    bool has_majority(int fewer = 0) const { return 2 * (well() - fewer) > count; }
    /// Whether it is well, and the others have a majority without it.
    bool can_spare(int node) const { return is_well(node) && has_majority(1); }

    void stop(int node) {
        stopped.insert(node);
        paused.erase(node);
    }
    void start(int node) { stopped.erase(node); }
    void pause(int node) {
        if (runs(node)) paused.insert(node);
    }
    void unpause(int node) { paused.erase(node); }
    void start_all() { stopped.clear(); }
    void heal() { stopped.clear(), paused.clear(), cut.clear(); }
};

/// A weight for calls beside faults that record states, if they have no better one:
/// these weigh 2 while all is well, 1 while a node is broken and a majority is not, and 0 else.
///
///     static int weight(const Model&) { return sm::fault::weight_of_calls; }
inline constexpr int weight_of_calls = 10;

}  // namespace sm::fault

namespace sm::detail::inline fault {

template <class T>
inline constexpr int nodes_of_part = 0;
template <int count>
inline constexpr int nodes_of_part<sm::fault::NodeStates<count>> = count;

template <class... Fields>
constexpr int nodes_in(Types<Fields...>) {
    return (nodes_of_part<Fields> + ... + 0);
}

/// How many nodes a model records the states of; 0 if none.
template <class Model>
constexpr int nodes_known() {
    if constexpr (Record<Model>)
        return nodes_in(FieldTypes<Model>{});
    else
        return 0;
}

template <class Model>
concept KeepsNodeStates = nodes_known<Model>() > 0;

/// The part of a model that records the states.
template <class Model>
auto& states_in(Model& model) {
    using States = sm::fault::NodeStates<nodes_known<std::remove_const_t<Model>>()>;
    using Found = std::conditional_t<std::is_const_v<Model>, const States, States>;
    Found* found = nullptr;
    with_fields(model, [&]<class... Fields>(Fields&... fields) {
        const auto look = [&](auto& one) {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(one)>, States>) found = &one;
        };
        (look(fields), ...);
    });
    return *found;
}

/// Faults are rarer than calls, and leave a majority; the user may weigh calls accordingly.
int weight_of_fault(int broken, bool may_break_one);
/// Healing is the likelier the more there is to heal.
int weight_of_healing(std::size_t to_heal);

}  // namespace sm::detail::inline fault

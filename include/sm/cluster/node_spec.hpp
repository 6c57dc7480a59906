#pragma once
/// The specification of a node: its program and its inputs, also as functions of the node.

#include <sm/base/clock.hpp>
#include <sm/os/wait.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace sm {

class NodeCluster;

/// A node, and its addresses by network.
struct NodeAddresses {
    std::string name{};
    std::map<std::string, std::string> addresses{};
};

/// What is known of a node before it is created.
struct NodeContext {
    std::string name{};
    int number = 0;                     ///< from 1, in the order in which nodes were first named
    std::string network{};              ///< its first
    std::filesystem::path directory{};  ///< of its data, as its program sees it
    std::vector<NodeAddresses> all{};   ///< every node, this one included, in the order of numbers

    /// Its own address on a network; empty: on its first.
    const std::string& address(const std::string& on = {}) const { return address_of(name, on); }
    /// The address of a node. Throws Misuse if there is none.
    const std::string& address_of(const std::string& node, const std::string& on = {}) const;
};

using Arguments = std::vector<std::string>;
using Environment = std::map<std::string, std::string>;
/// What is in files, by their paths; relative ones are in the node's directory.
using Files = std::map<std::filesystem::path, std::string>;

/// A value that is the same for all nodes, or a function of the node.
template <class T>
class PerNode {
 public:
    PerNode() = default;
    PerNode(T same) : same_(std::move(same)) {}
    PerNode(std::initializer_list<typename T::value_type> same) : same_(same) {}
    template <class Function>
        requires std::is_invocable_r_v<T, const Function&, const NodeContext&>
    PerNode(Function function) : function_(std::move(function)) {}

    T operator()(const NodeContext& node) const { return function_ ? function_(node) : same_; }

 private:
    T same_{};
    std::function<T(const NodeContext&)> function_{};
};

/// Whether a node is ready; called until it is. An exception counts as false.
using Readiness = std::function<bool(NodeCluster& cluster, const std::string& node)>;

/// It accepts TCP connections. On its first network, where none is named.
Readiness ready_on_port(std::uint16_t port, const std::string& network = {});
/// It answers `GET path` with a status from 200 to 299.
Readiness ready_on_http(std::uint16_t port, const std::string& path = "/",
                        const std::string& network = {});
/// Its output since its latest start contains the text.
Readiness ready_on_log(const std::string& text);

/// Of a node's program with all that it starts; 0 is no limit.
struct ResourceLimits {
    std::uint64_t memory = 0;      ///< bytes; who wants more is killed
    double processors = 0;         ///< so many at a time, also less than one
    std::uint64_t open_files = 0;  ///< of one process
};

struct PublishedPort {
    std::uint16_t inside = 0;
    std::uint16_t outside = 0;  ///< on 127.0.0.1; 0: one that is free, another at each start
};

/// One node, in a container or as a local process. Functions of the node are called when it
/// is created, recreated and wiped.
struct NodeSpec {
    std::string name{};
    std::string program{};  ///< a path, or found in PATH; in containers where there is no image
    std::string image{};    ///< of a container
    std::string user{};     ///< whom the program runs as; empty: as this process, or the image says
    PerNode<Files> files{};  ///< laid down before the first start, and after a wipe
    PerNode<std::vector<Arguments>> setup{};  ///< commands, run after the files are there
    PerNode<Arguments> arguments{};
    std::vector<std::string> networks{};  ///< in this order; empty: all of the cluster's
    PerNode<Environment> environment{};   ///< added to what there is
    std::vector<PublishedPort> ports{};   ///< of a container
    std::vector<std::string> data{};      ///< directories of a container that outlive `recreate`
    ResourceLimits limits{};              ///< of a process
    Readiness ready{};                    ///< awaited once it is spawned
    Patience patience{.limit = std::chrono::seconds{20}, .interval = std::chrono::milliseconds{5}};
    Duration stop_limit = std::chrono::seconds{10};  ///< then `stop` kills
};

/// So many nodes that are alike, called n1, n2 and so on, or as the name and a number.
///
///     sm::nodes(3, {.program = "redis-server", .ready = sm::ready_on_port(6379)})
std::vector<NodeSpec> nodes(int count, const NodeSpec& alike);
/// Nodes of these names that are alike.
std::vector<NodeSpec> nodes(const std::vector<std::string>& names, const NodeSpec& alike);

}  // namespace sm

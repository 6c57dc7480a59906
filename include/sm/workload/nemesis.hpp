#pragma once
/// The nemesis: faults that are injected from time to time, chosen by name, and what heals them.
///
///     namespace gen = sm::gen;
///     const auto nemesis =
///         sm::workload::nemesis_package("partition,kill", {.nodes = cluster.nodes()});
///     auto beside = gen::any({gen::clients(work), nemesis.faults});
///     auto plan =
///         gen::phases({gen::time_limit(60s, beside), nemesis.healing, gen::clients(reads)});
///
/// After Jepsen's nemesis packages (`jepsen.nemesis.combined`).

#include <sm/base/clock.hpp>
#include <sm/fault/partitions.hpp>
#include <sm/workload/generator.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace sm::workload {

/// How a kind of fault is shown in plots.
struct FaultStyle {
    std::string fault{};   ///< its name
    std::string colour{};  ///< such as "#e9a4a0"

    bool operator==(const FaultStyle&) const = default;
};

/// Faults that go together. All acts are the nemesis's.
struct NemesisPackage {
    std::string name{};
    gen::Generator faults{};   ///< without end
    gen::Generator healing{};  ///< undoes active faults; for the end, before the last calls
    std::vector<FaultStyle> styles{};
};

struct NemesisOptions {
    std::vector<std::string> nodes{};
    /// A fault lasts half as long to half as long again, and the pause between two faults about as
    /// long as a fault.
    Duration interval = std::chrono::seconds{10};
    /// Names such as `primaries`, which the injector resolves when it injects a fault. They are
    /// used beside nodes that are drawn.
    std::vector<std::string> node_selectors{};
    /// Of partitions; empty: all that so many nodes allow, and `primaries` if that is a node
    /// selector.
    std::vector<fault::PartitionShape> shapes{};
    std::vector<fault::PartitionDirection> directions{fault::PartitionDirection::both_ways,
                                                      fault::PartitionDirection::one_way};
    /// A user's own, found by their names: changes of membership, clocks, …
    std::vector<NemesisPackage> more{};
};

/// The packages of these names, with commas between them, as one; "none", or no name, is one that
/// does nothing. `partition`, `loss`, `kill`, `stop`, `pause`, `wipe` and `clock` are there:
///
///   partition   any of the shapes, in any of the directions
///   loss        a tenth to nine tenths of the packets between all nodes
///   kill, stop, pause   one node, a minority, a majority, all, or those of a node selector
///   wipe        one node, or a minority: a majority keeps its data
///   clock       one node, a minority, a majority, all: each is given a clock that is 4 ms to 262 s
///               before or behind
///
/// Throws Misuse for an unknown name, or one that is given twice, and for no nodes.
NemesisPackage nemesis_package(std::string_view names, const NemesisOptions& options);

/// All names.
std::vector<std::string> nemesis_names(const NemesisOptions& options = {});

}  // namespace sm::workload

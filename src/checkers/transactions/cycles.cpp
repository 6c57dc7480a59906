#include "checkers/transactions/cycles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "checkers/transactions/words.hpp"

namespace sm::detail::inline checkers::transactions {
namespace {

using enum AnomalyKind;

/// What a cycle of a class has: an edge of one kind, and else edges of the others.
struct Class {
    Kind has;
    Kinds rest;
    bool apart;  ///< whether no two anti-dependencies may be in sequence
};

constexpr Kinds kDependencies = kWw | kWr;
constexpr std::array<Class, 5> kClasses{{
    {kWw, kWw, false},
    {kWr, kDependencies, false},
    {kRw, kDependencies, true},
    {kRw, kDependencies | kRw, true},
    {kRw, kDependencies | kRw, false},
}};
constexpr std::array<Kind, 3> kTimings{kPass, kProcess, kRealtime};  // kPass: none is added
constexpr std::array<std::array<AnomalyKind, 5>, 3> kKinds{{
    {g0, g1c, g_single, g_nonadjacent, g2_item},
    {g0_process, g1c_process, g_single_process, g_nonadjacent_process, g2_item_process},
    {g0_realtime, g1c_realtime, g_single_realtime, g_nonadjacent_realtime, g2_item_realtime},
}};

AnomalyKind kind_of(const std::vector<Step>& cycle) {
    std::size_t timing = 0;
    std::size_t anti = 0;
    bool sequence = false;
    bool read = false;
    for (std::size_t i = 0; i < cycle.size(); ++i) {
        const Kind kind = cycle[i].kind;
        timing = std::max<std::size_t>(timing, kind == kRealtime ? 2 : kind == kProcess ? 1 : 0);
        anti += kind == kRw ? 1 : 0;
        read = read || kind == kWr;
        sequence = sequence || (kind == kRw && cycle[(i + 1) % cycle.size()].kind == kRw);
    }
    const std::size_t shape = anti == 0 ? (read ? 1 : 0) : anti == 1 ? 2 : sequence ? 4 : 3;
    return kKinds[timing][shape];
}

class Cycles {
 public:
    Cycles(const TransactionHistory& history, const Successions& successions, const Graph& graph,
           Anomalies& anomalies, LimitWatch& limits)
        : history_(history),
          successions_(successions),
          graph_(graph),
          anomalies_(anomalies),
          limits_(limits),
          all_(components(graph, {.kinds = kDependencies | kRw | kProcess | kRealtime}, limits)),
          finder_(graph, limits) {}

    void find() {
        if (all_.count == 0) return;
        for (std::size_t timing = 0; timing < kTimings.size(); ++timing) {
            for (std::size_t which = 0; which < kClasses.size(); ++which) {
                const AnomalyKind kind = kKinds[timing][which];
                if (timing > 0 && anomalies_.rules_out(weakest_without(kind))) continue;
                search(kClasses[which], kTimings[timing], kind);
            }
        }
    }

 private:
    struct Best {
        std::vector<Step> cycle{};
        bool of_class = false;
        std::size_t tries = 0;
    };

    void search(const Class& wanted, Kind timing, AnomalyKind kind) {
        const Scope rest{static_cast<Kinds>(wanted.rest | timing), wanted.apart};
        const Scope scope{static_cast<Kinds>(rest.kinds | wanted.has), wanted.apart};
        const Components found = components(graph_, scope, all_, limits_);
        std::vector<Best> best(found.count);
        const std::size_t end = finder_.visited() + kMostVisited;
        for (const NodeId node : found.members) {
            each_next(graph_, scope, 2 * node, [&](Edge edge, StateId to) {
                if (edge.kind != wanted.has || !found.together(2 * node, to)) return;
                Best& here = best[found.of[to]];
                if (here.tries > 0 && (finder_.visited() > end || here.tries >= kMostTries)) return;
                try_edge({node, edge.kind}, to, rest, found, kind, here);
            });
        }
        note(best, kind);
    }

    /// Closes the edge to a shortest cycle, and keeps that if it is the best so far.
    void try_edge(Step edge, StateId to, Scope rest, const Components& found, AnomalyKind kind,
                  Best& best) {
        ++best.tries;
        const std::size_t most = best.of_class ? best.cycle.size() - 2 : kNone - 1;
        if (most == 0) return;
        auto steps = finder_.path(to, 2 * edge.node, rest, found, most);
        if (!steps) return;
        steps->insert(steps->begin(), edge);
        std::erase_if(*steps, [&](Step step) { return !graph_.is_transaction(step.node); });
        const bool of_class = kind_of(*steps) == kind;
        const bool shorter = best.cycle.empty() || steps->size() < best.cycle.size();
        if (of_class > best.of_class || (of_class == best.of_class && shorter)) {
            best.cycle = std::move(*steps);
            best.of_class = of_class;
        }
    }

    void note(std::vector<Best>& best, AnomalyKind kind) {
        const auto before = [](const Best& a, const Best& b) {
            return a.cycle.size() != b.cycle.size() ? a.cycle.size() < b.cycle.size()
                                                    : a.cycle.front().node < b.cycle.front().node;
        };
        std::erase_if(best, [](const Best& each) { return each.cycle.empty(); });
        std::stable_sort(best.begin(), best.end(), before);
        for (const Best& each : best) {
            const AnomalyKind actual = kind_of(each.cycle);
            // Another search has found those already, unless it was cut short.
            if (actual != kind && anomalies_.found(actual) > 0) continue;
            if (anomalies_.count(actual, weakest(actual, each.cycle))) report(actual, each.cycle);
        }
    }

    /// A cycle of writes forbids nothing to read uncommitted if one of its transactions may have
    /// been aborted (its writes were read, which then was an aborted read), or if its order of
    /// versions is inferred from reads, which there may be of what is not committed.
    ConsistencyModel weakest(AnomalyKind kind, const std::vector<Step>& cycle) const {
        const bool sure = history_.workload == Workload::list_append &&
                          std::all_of(cycle.begin(), cycle.end(), [&](Step step) {
                              return history_.transactions[step.node].fate == Fate::committed;
                          });
        return kind == g0 && !sure ? ConsistencyModel::read_committed : weakest_without(kind);
    }

    void report(AnomalyKind kind, const std::vector<Step>& cycle) {
        Anomaly anomaly;
        for (std::size_t i = 0; i < cycle.size(); ++i) {
            const Step next = cycle[(i + 1) % cycle.size()];
            anomaly.text += fmt::format("{} -{}-> ", transaction_name(history_, cycle[i].node),
                                        to_string(cycle[i].kind));
            anomaly.steps.push_back(
                edge_text(history_, successions_, cycle[i].node, next.node, cycle[i].kind));
            anomaly.places.push_back(history_.transactions[cycle[i].node].place);
        }
        anomaly.text += transaction_name(history_, cycle.front().node);
        anomalies_.report(kind, std::move(anomaly));
    }

    static constexpr std::size_t kMostTries = 256;          // for a shorter cycle in a component
    static constexpr std::size_t kMostVisited = 4'000'000;  // states, in one search

    const TransactionHistory& history_;
    const Successions& successions_;
    const Graph& graph_;
    Anomalies& anomalies_;
    LimitWatch& limits_;
    Components all_;
    PathFinder finder_;
};

}  // namespace

void find_cycles(const TransactionHistory& history, const Successions& successions,
                 const Graph& graph, Anomalies& anomalies, LimitWatch& limits) {
    Cycles(history, successions, graph, anomalies, limits).find();
}

}  // namespace sm::detail::inline checkers::transactions

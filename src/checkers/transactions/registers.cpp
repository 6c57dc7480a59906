#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "checkers/transactions/cycles.hpp"
#include "checkers/transactions/inference.hpp"
#include "checkers/transactions/precedence.hpp"
#include "checkers/transactions/words.hpp"

namespace sm::detail::inline checkers::transactions {
namespace {

using enum AnomalyKind;

class Registers {
 public:
    Registers(TransactionHistory& history, const TransactionOptions& options, Anomalies& anomalies,
              LimitWatch& limits)
        : history_(history), options_(options), anomalies_(anomalies), limits_(limits) {}

    Successions infer() {
        each_committed([&](TransactionId id, auto all) { resolve_reads(id, all); });
        each_committed([&](TransactionId id, auto all) { look_inside(id, all); });
        if (allowed(VersionInference::sequential_keys)) by_process();
        if (allowed(VersionInference::linearizable_keys)) by_real_time();
        if (allowed(VersionInference::explicit_versions)) by_ordinals();
        if (allowed(VersionInference::initial_state)) from_initial();
        successions_.finish();
        find_cyclic_versions();
        successions_.drop_disordered(history_);
        return std::move(successions_);
    }

 private:
    bool allowed(VersionInference inference) const {
        return options_.inferences.contains(inference);
    }

    template <class Visit>
    void each_committed(Visit&& visit) {
        for (TransactionId id = 0; id < history_.transactions.size(); ++id) {
            limits_.step();
            const Transaction& transaction = history_.transactions[id];
            if (transaction.commits()) visit(id, history_.of(transaction));
        }
    }

    void resolve_reads(TransactionId id, std::span<MicroOperation> all) {
        for (MicroOperation& each : all) {
            if (!each.answered) continue;
            const bool initial = each.value->is_nothing();
            each.version =
                initial ? history_.keys[each.key].initial : history_.find(each.key, *each.value);
            if (each.version != kNone) {
                history_.observe(each.version);
                find_aborted(id, each);
            } else if (anomalies_.count(garbage_read)) {
                report(garbage_read, read_text(history_, id, each) + ", which nobody wrote", {id});
            }
        }
    }

    void find_aborted(TransactionId id, const MicroOperation& read) {
        const TransactionId writer = history_.versions[read.version].writer;
        if (writer == kNone || history_.transactions[writer].fate != Fate::refused) return;
        if (!anomalies_.count(g1a)) return;
        report(g1a,
               fmt::format("{} and was refused, {}", write_text(history_, read.version),
                           read_text(history_, id, read)),
               {writer, id});
    }

    /// Follows each key through a transaction: contradictions, and what was read, then written.
    void look_inside(TransactionId id, std::span<const MicroOperation> all) {
        std::unordered_map<KeyId, const MicroOperation*> last;  // looked up only
        for (const MicroOperation& each : all) {
            const auto [at, first] = last.try_emplace(each.key, &each);
            if (!each.writes && each.answered) {
                if (!first && *at->second->value != *each.value)
                    contradiction(id, *at->second, each);
                find_future(id, each, all);
            }
            if (!first && each.writes && at->second->version != kNone) follow(*at->second, each);
            if (each.writes || each.answered) at->second = &each;
        }
    }

    void follow(const MicroOperation& before, const MicroOperation& write) {
        if (before.writes) {
            successions_.add({before.version, write.version, Source::same_transaction});
        } else if (allowed(VersionInference::writes_follow_reads)) {
            const TransactionId self = history_.versions[write.version].writer;
            const bool own = history_.versions[before.version].writer == self;
            if (!own) {
                successions_.add({before.version, write.version, Source::writes_follow_reads});
            }
        }
    }

    void contradiction(TransactionId id, const MicroOperation& before, const MicroOperation& read) {
        if (!anomalies_.count(internal)) return;
        report(internal,
               fmt::format("{}, where it {} {} before", read_text(history_, id, read),
                           before.writes ? "wrote" : "read", brief(*before.value)),
               {id});
    }

    void find_future(TransactionId id, const MicroOperation& read,
                     std::span<const MicroOperation> all) {
        if (read.version == kNone || history_.versions[read.version].writer != id) return;
        const auto made = std::find_if(all.begin(), all.end(), [&](const MicroOperation& each) {
            return each.writes && each.version == read.version;
        });
        if (&*made < &read || !anomalies_.count(future_read)) return;
        report(future_read, read_text(history_, id, read) + ", and wrote it later", {id});
    }

    /// What a transaction met first and last of a key.
    struct Meeting {
        TransactionId transaction;
        VersionId first;
        VersionId last;
    };

    std::vector<std::vector<Meeting>> meetings() {
        std::vector<std::vector<Meeting>> of_key(history_.keys.size());
        each_committed([&](TransactionId id, auto all) {
            for (const MicroOperation& each : all) {
                if (each.version == kNone) continue;
                auto& met = of_key[each.key];
                if (met.empty() || met.back().transaction != id) {
                    met.push_back({id, each.version, each.version});
                }
                met.back().last = each.version;
            }
        });
        return of_key;
    }

    void by_real_time() {
        for (const auto& met : meetings()) in_order(met, Source::linearizable_keys);
    }

    void by_process() {
        for (const auto& met : meetings()) {
            std::map<std::int64_t, std::vector<Meeting>> of_process;
            for (const Meeting& each : met) {
                of_process[history_.transactions[each.transaction].process].push_back(each);
            }
            for (const auto& [process, some] : of_process) in_order(some, Source::sequential_keys);
        }
    }

    void in_order(const std::vector<Meeting>& met, Source source) {
        std::vector<Interval> intervals;
        for (const Meeting& each : met) {
            const Transaction& transaction = history_.transactions[each.transaction];
            intervals.push_back({transaction.invoked, transaction.returned});
        }
        each_precedence(intervals, [&](std::size_t before, std::size_t after) {
            limits_.step();
            if (met[before].last == met[after].first) return;
            successions_.add({met[before].last, met[after].first, source});
        });
    }

    /// Puts the versions of a key in the order that the system's own numbers of them have.
    void by_ordinals() {
        std::vector<std::map<history::Value, VersionId>> of_key(history_.keys.size());
        std::vector<std::uint32_t> places(history_.versions.size(), kNone);
        each_committed([&](TransactionId id, auto all) {
            for (const MicroOperation& each : all) {
                if (each.ordinal == nullptr || each.version == kNone) continue;
                const auto [at, first] = of_key[each.key].try_emplace(*each.ordinal, each.version);
                if (at->second != each.version) two_values(id, each, at->second);
            }
        });
        for (const auto& versions : of_key) {
            const VersionId* before = nullptr;
            for (const auto& [ordinal, version] : versions) {
                if (places[version] != kNone) two_ordinals(version, ordinal);
                places[version] = 0;
                if (before != nullptr && *before != version) {
                    successions_.add({*before, version, Source::explicit_versions});
                }
                before = &version;
            }
        }
    }

    void two_values(TransactionId id, const MicroOperation& each, VersionId other) {
        history_.keys[each.key].ordered = false;
        if (!anomalies_.count(incompatible_order)) return;
        const history::Value* value = history_.versions[other].value;
        report(incompatible_order,
               fmt::format("{} met {} as version {} of {}, which elsewhere is {}",
                           transaction_name(history_, id), brief(*each.value), brief(*each.ordinal),
                           to_string(*history_.keys[each.key].name), value ? brief(*value) : "nil"),
               {id});
    }

    void two_ordinals(VersionId version, const history::Value& ordinal) {
        const Version& of = history_.versions[version];
        history_.keys[of.key].ordered = false;
        if (!anomalies_.count(incompatible_order)) return;
        report(incompatible_order,
               fmt::format("{} of {} has several versions, one of them {}",
                           of.value ? brief(*of.value) : "nil",
                           to_string(*history_.keys[of.key].name), brief(ordinal)),
               {});
    }

    /// The initial version precedes those that nothing precedes, and so all.
    void from_initial() {
        successions_.initial_first = true;
        std::vector<bool> preceded(history_.versions.size(), false);
        for (const Succession& each : successions_.all()) preceded[each.to] = true;
        for (VersionId version = 0; version < history_.versions.size(); ++version) {
            if (!history_.committed(version) || preceded[version]) continue;
            const VersionId initial = history_.keys[history_.versions[version].key].initial;
            successions_.add({initial, version, Source::initial_state});
        }
    }

    void find_cyclic_versions() {
        Graph graph(history_.versions.size());
        for (const Succession& each : successions_.all()) graph.add(each.from, each.to, kWw);
        graph.finish(limits_);
        const Scope scope{.kinds = kWw};
        const Components found = components(graph, scope, limits_);
        PathFinder finder(graph, limits_);
        for (const NodeId version : found.members) {
            Key& key = history_.keys[history_.versions[version].key];
            if (!key.ordered) continue;
            key.ordered = false;
            if (!anomalies_.count(cyclic_versions)) continue;
            report_cycle(finder.cycle(2 * version, scope, found));
        }
    }

    void report_cycle(const std::vector<Step>& cycle) {
        Anomaly anomaly;
        for (const Step& step : cycle) {
            const Version& version = history_.versions[step.node];
            anomaly.text += (version.value ? brief(*version.value) : "nil") + " before ";
            if (version.writer != kNone) {
                anomaly.places.push_back(history_.transactions[version.writer].place);
            }
        }
        const Version& first = history_.versions[cycle.front().node];
        anomaly.text = fmt::format("of {}: {}{}", to_string(*history_.keys[first.key].name),
                                   anomaly.text, first.value ? brief(*first.value) : "nil");
        for (std::size_t i = 0; i < cycle.size(); ++i) {
            const auto next = cycle[(i + 1) % cycle.size()].node;
            const Succession* why = successions_.find(cycle[i].node, next);
            anomaly.steps.push_back(succession_text(history_, *why));
        }
        anomalies_.report(cyclic_versions, std::move(anomaly));
    }

    void report(AnomalyKind kind, std::string text, const std::vector<TransactionId>& who) {
        transactions::report(anomalies_, history_, kind, std::move(text), who);
    }

    TransactionHistory& history_;
    const TransactionOptions& options_;
    Anomalies& anomalies_;
    LimitWatch& limits_;
    Successions successions_;
};

}  // namespace

Successions infer_registers(TransactionHistory& history, const TransactionOptions& options,
                            Anomalies& anomalies, LimitWatch& limits) {
    return Registers(history, options, anomalies, limits).infer();
}

}  // namespace sm::detail::inline checkers::transactions

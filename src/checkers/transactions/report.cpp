#include "checkers/transactions/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "checkers/transactions/words.hpp"

namespace sm::detail::inline checkers::transactions {
namespace {

constexpr AnomalyKind kind_at(std::size_t i) { return static_cast<AnomalyKind>(i); }

Tree texts(const std::vector<std::string>& lines) {
    Tree list = Tree::list();
    for (const std::string& line : lines) list.add(Tree::text(line));
    return list;
}

/// What there was to judge by.
struct Counts {
    std::size_t committed = 0;
    std::size_t open_observed = 0;
    std::size_t open_unread = 0;
    std::size_t refused = 0;
    std::size_t reads = 0;
    std::size_t writes = 0;
    std::size_t unread_writes = 0;  ///< committed, and read by nobody
    std::size_t unordered_keys = 0;
    std::size_t edges = 0;  ///< ww, wr and rw
    std::map<Source, std::size_t> successions{};
};

void count_transaction(const Transaction& transaction, Counts& counts) {
    if (transaction.fate == Fate::committed) {
        ++counts.committed;
    } else if (transaction.fate == Fate::refused) {
        ++counts.refused;
    } else {
        ++(transaction.observed ? counts.open_observed : counts.open_unread);
    }
}

Counts counts_of(const Judging& judging) {
    const TransactionHistory& history = judging.history;
    Counts counts;
    std::vector<bool> read(history.versions.size(), false);
    for (const Transaction& transaction : history.transactions) {
        count_transaction(transaction, counts);
        for (const MicroOperation& each : history.of(transaction)) {
            counts.reads += each.answered ? 1 : 0;
            counts.writes += each.writes ? 1 : 0;
            if (each.answered && each.version != kNone) read[each.version] = true;
        }
    }
    for (VersionId version = 0; version < history.versions.size(); ++version) {
        const bool seen = read[version] || history.versions[version].position != kNone;
        if (!seen && history.committed(version)) ++counts.unread_writes;
    }
    for (const Key& key : history.keys) counts.unordered_keys += key.ordered ? 0 : 1;
    for (const Succession& each : judging.successions.all()) ++counts.successions[each.source];
    if (judging.graph) {
        for (const Kind kind : {kWw, kWr, kRw}) counts.edges += judging.graph->count(kind);
    }
    return counts;
}

Tree anomalies_tree(const Anomalies& anomalies) {
    Tree tree = Tree::record("");
    for (std::size_t i = 0; i < kAnomalyKinds; ++i) {
        const std::size_t found = anomalies.found(kind_at(i));
        if (found > 0) tree.add(to_string(kind_at(i)), Tree(found));
    }
    return tree;
}

Tree example_tree(const Anomaly& anomaly) {
    if (anomaly.steps.empty()) return Tree::text(anomaly.text);
    Tree tree = Tree::record("");
    tree.add("cycle", Tree::text(anomaly.text));
    tree.add("because", texts(anomaly.steps));
    return tree;
}

Tree examples_tree(const Anomalies& anomalies) {
    Tree tree = Tree::record("");
    for (std::size_t i = 0; i < kAnomalyKinds; ++i) {
        Tree list = Tree::list();
        for (const Anomaly& each : anomalies.examples(kind_at(i))) list.add(example_tree(each));
        if (!list.empty()) tree.add(to_string(kind_at(i)), std::move(list));
    }
    return tree;
}

Tree models_tree(const std::vector<ConsistencyModel>& models) {
    Tree list = Tree::list();
    for (const ConsistencyModel model : models) list.add(Tree::text(std::string(to_string(model))));
    return list;
}

Tree ruled_out_tree(const Anomalies& anomalies) {
    std::vector<ConsistencyModel> models;
    for (std::size_t i = 0; i < kModels; ++i) {
        const auto model = static_cast<ConsistencyModel>(i);
        if (anomalies.rules_out(model)) models.push_back(model);
    }
    return models_tree(models);
}

Tree transactions_tree(const Counts& counts, const TransactionHistory& history) {
    Tree tree = Tree::record("");
    tree.add("committed", Tree(counts.committed));
    tree.add("unknown, whose writes were read", Tree(counts.open_observed));
    tree.add("unknown, taken as not committed", Tree(counts.open_unread));
    tree.add("refused", Tree(counts.refused));
    tree.add("other operations", Tree(history.others));
    return tree;
}

Tree edges_tree(const Graph& graph) {
    Tree tree = Tree::record("");
    for (const Kind kind : {kWw, kWr, kRw, kProcess, kRealtime}) {
        tree.add(to_string(kind), Tree(graph.count(kind)));
    }
    return tree;
}

std::string_view inferred_by(Source source) {
    switch (source) {
        case Source::longest_read:
            return "the longest read of each list";
        case Source::unread:
            return "committed appends that are in no read come last";
        case Source::initial_state:
            return "nil is the initial state";
        case Source::writes_follow_reads:
            return "writes follow reads within a transaction";
        case Source::same_transaction:
            return "a transaction's writes follow each other";
        case Source::sequential_keys:
            return "sequential keys (assumed)";
        case Source::linearizable_keys:
            return "linearizable keys (assumed)";
        case Source::explicit_versions:
            return "versions given by the system";
    }
    return "?";
}

/// Which inference told how often that one version came before another.
Tree inferences_tree(const Counts& counts, const TransactionOptions& options, bool lists) {
    Tree tree = Tree::record("");
    const auto add = [&](Source source) {
        const auto at = counts.successions.find(source);
        tree.add(inferred_by(source), Tree(at == counts.successions.end() ? 0 : at->second));
    };
    if (lists) {
        add(Source::longest_read);
        add(Source::unread);
        return tree;
    }
    add(Source::same_transaction);
    constexpr std::array<std::pair<VersionInference, Source>, 5> kSources{{
        {VersionInference::initial_state, Source::initial_state},
        {VersionInference::writes_follow_reads, Source::writes_follow_reads},
        {VersionInference::sequential_keys, Source::sequential_keys},
        {VersionInference::linearizable_keys, Source::linearizable_keys},
        {VersionInference::explicit_versions, Source::explicit_versions},
    }};
    for (const auto& [inference, source] : kSources) {
        if (options.inferences.contains(inference)) add(source);
    }
    return tree;
}

std::vector<std::string> warnings_of(const Judging& judging, const Counts& counts) {
    std::vector<std::string> found;
    if (judging.limit) found.push_back(judging.limit->reason + "; anomalies may be missing");
    if (judging.history.others > 0) {
        found.push_back(fmt::format("{} operations are not transactions, and were left out",
                                    judging.history.others));
    }
    if (counts.unordered_keys > 0) {
        found.push_back(
            fmt::format("the versions of {} of {} keys are in no order without "
                        "contradiction; their ww and rw edges are missing",
                        counts.unordered_keys, judging.history.keys.size()));
    }
    if (!judging.graph || counts.committed == 0) return found;
    if (judging.graph->count(kWr) == 0) {
        found.emplace_back(
            "no transaction read what another transaction wrote: there are no wr edges");
    }
    if (judging.successions.all().empty()) {
        found.emplace_back(
            "no version is known to come before another: there are no ww and no rw "
            "edges, and lost updates and skews cannot be seen");
    }
    if (counts.writes > 0 && 2 * counts.unread_writes > counts.writes) {
        found.push_back(
            fmt::format("{} of {} writes were read by nobody; let transactions read "
                        "more, or read all keys at the end",
                        counts.unread_writes, counts.writes));
    }
    return found;
}

/// Some of the anomalies that the required model forbids, or of all if it forbids none.
std::string anomalies_text(const Anomalies& anomalies, bool forbidden, ConsistencyModel required) {
    std::string text;
    for (std::size_t i = 0; i < kAnomalyKinds; ++i) {
        const AnomalyKind kind = kind_at(i);
        if (anomalies.found(kind) == 0) continue;
        if (forbidden && !implies(required, weakest_without(kind))) continue;
        text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", to_string(kind),
                            anomalies.found(kind));
    }
    return text;
}

/// The first anomaly of the worst kind that the required model forbids.
const Anomaly* first_forbidden(const Anomalies& anomalies, ConsistencyModel required,
                               AnomalyKind& kind) {
    for (std::size_t i = 0; i < kAnomalyKinds; ++i) {
        if (anomalies.examples(kind_at(i)).empty()) continue;
        if (!implies(required, weakest_without(kind_at(i)))) continue;
        kind = kind_at(i);
        return &anomalies.examples(kind).front();
    }
    return nullptr;
}

Conclusion judgement_of(const Judging& judging, const TransactionOptions& options,
                        const Counts& counts) {
    const Anomalies& anomalies = judging.anomalies;
    if (anomalies.rules_out(options.required)) {
        AnomalyKind kind{};
        const Anomaly* first = first_forbidden(anomalies, options.required, kind);
        std::string text = fmt::format("not {}: {}", to_string(options.required),
                                       anomalies_text(anomalies, true, options.required));
        if (first == nullptr) return {Verdict::invalid, std::move(text)};
        text += fmt::format("; {}: {}", to_string(kind), first->text);
        for (const std::string& step : first->steps) text += "; " + step;
        return {Verdict::invalid, std::move(text)};
    }
    if (judging.limit) return {Verdict::unknown, judging.limit->reason};
    if (!judging.history.transactions.empty() && counts.edges == 0) {
        return {Verdict::unknown,
                "no transaction depends on another by what it read or wrote, so that nothing "
                "could be inferred; let transactions share keys, and read"};
    }
    if (anomalies.none()) return {};
    return {Verdict::valid, fmt::format("{} allows what was found: {}", to_string(options.required),
                                        anomalies_text(anomalies, false, options.required))};
}

std::vector<std::size_t> violations_of(const Anomalies& anomalies, ConsistencyModel required) {
    if (!anomalies.rules_out(required)) return {};
    AnomalyKind kind{};
    const Anomaly* first = first_forbidden(anomalies, required, kind);
    if (first == nullptr) return {};
    auto violations = first->places;
    std::sort(violations.begin(), violations.end());
    violations.erase(std::unique(violations.begin(), violations.end()), violations.end());
    return violations;
}

}  // namespace

history::CheckResult report(const Judging& judging, const TransactionOptions& options) {
    const Anomalies& anomalies = judging.anomalies;
    const bool lists = judging.history.workload == Workload::list_append;
    const Counts counts = counts_of(judging);
    history::CheckResult result{.checker = lists ? "list-append" : "rw-register"};
    result.algorithm =
        lists ? "cycles of dependencies, the order of versions by the longest reads"
              : "cycles of dependencies, the order of versions by the inferences below";
    result.conclusion = judgement_of(judging, options, counts);
    result.violations = violations_of(anomalies, options.required);
    Tree& details = result.details;
    details.add("required", Tree::text(std::string(to_string(options.required))));
    details.add("anomalies", anomalies_tree(anomalies));
    details.add("still possible", models_tree(anomalies.strongest_possible()));
    details.add("ruled out", ruled_out_tree(anomalies));
    details.add("transactions", transactions_tree(counts, judging.history));
    details.add("keys", Tree(judging.history.keys.size()));
    details.add("reads", Tree(counts.reads));
    details.add("writes", Tree(counts.writes));
    if (judging.graph) details.add("edges", edges_tree(*judging.graph));
    details.add("order of versions", inferences_tree(counts, options, lists));
    details.add("warnings", texts(warnings_of(judging, counts)));
    details.add("examples", examples_tree(anomalies));
    return result;
}

}  // namespace sm::detail::inline checkers::transactions

#include <sm/base/misuse.hpp>
#include <sm/base/nearest.hpp>
#include <sm/checkers/bank.hpp>
#include <sm/checkers/catalogue.hpp>
#include <sm/checkers/counter.hpp>
#include <sm/checkers/final_set.hpp>
#include <sm/checkers/key_value.hpp>
#include <sm/checkers/linearizable_object.hpp>
#include <sm/checkers/long_fork.hpp>
#include <sm/checkers/sequential_object.hpp>
#include <sm/checkers/set_full.hpp>
#include <sm/checkers/stats.hpp>
#include <sm/checkers/total_queue.hpp>
#include <sm/checkers/transactions.hpp>
#include <sm/checkers/unique_ids.hpp>

#include <algorithm>
#include <vector>

namespace sm::checkers {
namespace {

using Options = ModelOptions;

std::string_view to_string(VersionInference inference) {
    constexpr std::string_view names[] = {"initial state", "writes follow reads", "sequential keys",
                                          "linearizable keys", "explicit versions"};
    return names[static_cast<std::size_t>(inference)];
}

/// The one of these whose name it is; throws Misuse that lists them.
template <class Named>
Named named(std::string_view what, std::string_view written, std::span<const Named> all) {
    std::vector<std::string_view> names;
    for (const Named one : all) {
        if (to_string(one) == written) return one;
        names.push_back(to_string(one));
    }
    std::string text = "there is no " + std::string(what) + " \"" + std::string(written) + '"';
    text += did_you_mean(written, names) +
            (nearest(written, names).empty() ? "; there are" : " There are");
    for (const auto name : names) text += (name == names.front() ? ": " : ", ") + std::string(name);
    throw Misuse(text);
}

TransactionOptions transactions(const Options& given) {
    using enum ConsistencyModel;
    constexpr ConsistencyModel consistency_models[] = {
        read_uncommitted,
        read_committed,
        read_atomic,
        snapshot_isolation,
        serializable,
        strong_session_snapshot_isolation,
        strong_session_serializable,
        strong_snapshot_isolation,
        strict_serializable,
    };
    using enum VersionInference;
    constexpr VersionInference inferences[] = {initial_state, writes_follow_reads, sequential_keys,
                                               linearizable_keys, explicit_versions};
    TransactionOptions options{.limits = given.limits};
    if (!given.consistency_model.empty()) {
        options.required = named<ConsistencyModel>("consistency model", given.consistency_model,
                                                   consistency_models);
    }
    for (const auto& inference : given.inferences) {
        options.inferences.insert(named<VersionInference>("inference", inference, inferences));
    }
    return options;
}

BankOptions bank_options(const Options& given, bool negative_balances) {
    if (!given.accounts.is(history::Value::Kind::list) || !given.total) {
        throw Misuse(
            "the model bank needs its accounts and their total: --accounts '[0 1 2]' --total 100");
    }
    const auto accounts = given.accounts.items();
    return {.accounts = {accounts.begin(), accounts.end()},
            .total = *given.total,
            .negative_balances = negative_balances};
}

CounterOptions counter_options(const Options& given) {
    return {.initial = given.initial.is_nothing() ? 0 : given.initial.integer()};
}

/// What may be promised of an object.
enum class Consistency : std::uint8_t { linearizable, sequential };

std::string_view to_string(Consistency consistency) {
    return consistency == Consistency::linearizable ? "linearizable" : "sequential";
}

Consistency consistency_of(const Options& given) {
    constexpr Consistency all[] = {Consistency::linearizable, Consistency::sequential};
    if (given.consistency_model.empty()) return Consistency::linearizable;
    return named<Consistency>("consistency model of an object", given.consistency_model, all);
}

Checker object(Object which, const Options& given) {
    const auto refused =
        given.refused_cas_is_a_reply ? Refusal::is_a_reply : Refusal::nothing_happened;
    const ObjectOptions options{.initial = given.initial, .refused_cas = refused};
    if (consistency_of(given) == Consistency::sequential) {
        return sequentially_consistent(which, {.object = options, .limits = given.limits});
    }
    return linearizable(which, {.object = options, .limits = given.limits});
}

std::vector<KnownModel> objects() {
    using enum ModelOption;
    return {
        {"register",
         "read, write",
         "linearizable, or sequential",
         {initial, consistency_model},
         [](const Options& o) { return object(Object::plain_register, o); }},
        {"cas-register",
         "read, write, cas",
         "linearizable, or sequential",
         {initial, refused_cas, consistency_model},
         [](const Options& o) { return object(Object::cas_register, o); }},
        {"set",
         "add, remove, contains, read",
         "linearizable, or sequential",
         {consistency_model},
         [](const Options& o) { return object(Object::set, o); }},
        {"multiset",
         "add, remove, contains, read",
         "linearizable, or sequential",
         {consistency_model},
         [](const Options& o) { return object(Object::multiset, o); }},
        {"queue",
         "enqueue, dequeue",
         "linearizable, or sequential; first in, first out",
         {consistency_model},
         [](const Options& o) { return object(Object::queue, o); }},
        {"stack",
         "push, pop",
         "linearizable, or sequential; last in, first out",
         {consistency_model},
         [](const Options& o) { return object(Object::stack, o); }},
        {"priority-queue",
         "insert, extract-max or -min",
         "linearizable, or sequential; the greatest or least first",
         {consistency_model},
         [](const Options& o) { return object(Object::priority_queue, o); }},
        {"counter",
         "add, read",
         "linearizable, or sequential",
         {initial, consistency_model},
         [](const Options& o) { return object(Object::counter, o); }},
        {"mutex",
         "acquire, release",
         "linearizable, or sequential; held by one at a time",
         {consistency_model},
         [](const Options& o) { return object(Object::mutex, o); }},
        {"key-value",
         "put, append, get",
         "linearizable; texts",
         {},
         [](const Options& o) { return key_value(o.limits); }},
    };
}

std::vector<KnownModel> collections() {
    using enum ModelOption;
    return {
        {"final-set",
         "add, read",
         "the last read has all that was added",
         {},
         [](const Options&) { return final_set(); }},
        {"set-full",
         "add, read",
         "nothing added is lost, by every read",
         {},
         [](const Options&) { return set_full(); }},
        {"set-full-linearizable",
         "add, read",
         "and no read is stale",
         {},
         [](const Options&) { return set_full({.linearizable = true}); }},
        {"total-queue",
         "enqueue, dequeue, drain",
         "all comes out, in whatever order",
         {},
         [](const Options&) { return total_queue(); }},
        {"exactly-once-queue",
         "enqueue, dequeue, drain",
         "and nothing twice",
         {},
         [](const Options&) { return total_queue({.delivery = Delivery::exactly_once}); }},
    };
}

std::vector<KnownModel> counts() {
    using enum ModelOption;
    return {
        {"unique-ids",
         "generate",
         "no id is given twice",
         {},
         [](const Options&) { return unique_ids(); }},
        {"counter-bounds",
         "add, read",
         "reads are within what the adds allow",
         {initial},
         [](const Options& o) { return counter(counter_options(o)); }},
        {"stats",
         "any",
         "every function was answered at least once",
         {},
         [](const Options&) { return stats(); }},
    };
}

std::vector<KnownModel> transactional() {
    using enum ModelOption;
    return {
        {"bank",
         "transfer, read",
         "the balances keep their sum, and none is below 0",
         {accounts, total},
         [](const Options& o) { return bank(bank_options(o, false)); }},
        {"bank-with-credit",
         "transfer, read",
         "the balances keep their sum",
         {accounts, total},
         [](const Options& o) { return bank(bank_options(o, true)); }},
        {"long-fork",
         "txn",
         "reads agree on the order of independent writes",
         {},
         [](const Options&) { return long_fork(); }},
        {"list-append",
         "txn of :append, :r",
         "transactions keep to a consistency model",
         {consistency_model},
         [](const Options& o) { return list_append(transactions(o)); }},
        {"rw-register",
         "txn of :w, :r",
         "transactions keep to a consistency model",
         {consistency_model, inference},
         [](const Options& o) { return rw_register(transactions(o)); }},
    };
}

std::vector<KnownModel> catalogue() {
    std::vector<KnownModel> all;
    for (const auto& group : {objects(), collections(), counts(), transactional()}) {
        all.insert(all.end(), group.begin(), group.end());
    }
    return all;
}

}  // namespace

std::string_view to_string(ModelOption option) {
    constexpr std::string_view names[] = {"initial",   "refused-cas", "consistency-model",
                                          "inference", "accounts",    "total"};
    return names[static_cast<std::size_t>(option)];
}

std::span<const KnownModel> known_models() {
    static const auto all = catalogue();
    return all;
}

const KnownModel& known_model(std::string_view name) {
    std::vector<std::string_view> names;
    for (const KnownModel& model : known_models()) {
        if (model.name == name) return model;
        names.push_back(model.name);
    }
    std::string text = "there is no model \"" + std::string(name) + "\"";
    text +=
        did_you_mean(name, names) + (nearest(name, names).empty() ? "; there are:" : " There are:");
    for (const auto known : names) text += " " + std::string(known);
    throw Misuse(text);
}

}  // namespace sm::checkers

#pragma once
/// Transactions on lists and on registers, ready to be used: commands, model and encoding.
///
///     struct OnStore {
///         auto operator()(auto& client, const sm::workload::ListOps& ops) const {
///             return client.transact(ops);
///         }
///     };
///     using Cmd = sm::workload::ListTransactions<OnStore>;
///
///     EXPECT_TRUE(sm::check<Cmd>(make, {.workers = 3}));
///     const auto thousand = sm::gen::limit(1000, sm::gen::transactions<Cmd>());
///     EXPECT_TRUE(sm::check_workload<Cmd>(make, {thousand, sm::checkers::list_append()}));
///
/// The model asks for strict serializability, as `sm::check` judges. For long runs, and for weaker
/// promises, there are the checkers `list_append` and `rw_register`
/// (`sm/checkers/transactions.hpp`). After the workloads of Jepsen's Elle.

#include <sm/base/random.hpp>
#include <sm/history/value.hpp>
#include <sm/spec/domain.hpp>
#include <sm/workload/generators.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace sm::workload {

/// The steps of transactions. No value is given to a key twice, so that who wrote it is known.
struct Append {
    int key = 0;
    int value = 0;
    auto operator<=>(const Append&) const = default;
};
struct Write {
    int key = 0;
    int value = 0;
    auto operator<=>(const Write&) const = default;
};
struct Read {
    int key = 0;
    auto operator<=>(const Read&) const = default;
};

using ListOps = std::vector<std::variant<Append, Read>>;
using RegisterOps = std::vector<std::variant<Write, Read>>;

/// Lists, which are appended to and read whole.
struct ListModel {
    using Ops = ListOps;
    using Found = std::vector<int>;  ///< by a read; empty if nothing was appended

    std::map<int, std::vector<int>> lists;

    /// Does all of `ops` in their order, and answers what each read of them finds.
    std::vector<Found> apply(const Ops& ops);
    /// Whether no value of `ops` was, or would be, given to its key twice.
    bool takes(const Ops& ops) const;
};

/// Registers, which are written and read.
struct RegisterModel {
    using Ops = RegisterOps;
    using Found = std::optional<int>;  ///< by a read; nothing before the first write

    std::map<int, int> values;
    std::map<int, std::set<int>> written;  ///< each value that the register had

    std::vector<Found> apply(const Ops& ops);
    bool takes(const Ops& ops) const;
};

/// Which of the keys in use a step is about.
enum class KeyChoice : std::uint8_t {
    exponential,  ///< each half as often as the one before it
    uniform,
};

/// Which transactions are drawn.
struct TransactionShape {
    int keys = 10;  ///< in use at a time, the first ones from 0 on
    KeyChoice choice = KeyChoice::exponential;
    int shortest = 1;  ///< steps
    int longest = 4;
    int percent_reads = 50;   ///< of the steps; the others append or write
    int writes_per_key = 32;  ///< values 1 to this; in a long run another key then takes its place

    bool operator==(const TransactionShape&) const = default;
};

}  // namespace sm::workload

namespace sm::detail::inline workload {

/// A step of either kind of transaction.
struct DrawnOp {
    int key = 0;
    std::optional<int> value;  ///< none: it reads
};

/// Throws Misuse, naming the maker, for a shape of which there are no transactions.
void expect_possible(std::string_view name, const sm::workload::TransactionShape& shape);
/// For a short program: its keys are the first ones, its values any that the shape allows.
std::vector<DrawnOp> draw_ops(Random& random, const sm::workload::TransactionShape& shape);
/// Transactions without end, whose values count up on each key.
gen::Generator give_transactions(const sm::workload::TransactionShape& shape,
                                 std::function<gen::Act(const std::vector<DrawnOp>&)> act_of);

/// Throws Misuse if a client answered another number of reads than there are.
void expect_all_found(std::size_t reads, std::size_t found);

/// `[:append 1 5]`, `[:w 1 5]`, `[:r 1 nil]`, `[:r 1 [5]]`.
history::Value op_value(const char* function, int key, history::Value value);
history::Value found_value(const std::vector<int>& list);
history::Value found_value(const std::optional<int>& value);

template <class Op>
Op op_of(const DrawnOp& drawn) {
    if (!drawn.value) return sm::workload::Read{drawn.key};
    return std::variant_alternative_t<0, Op>{drawn.key, *drawn.value};
}

template <class Ops>
Ops ops_of(const std::vector<DrawnOp>& drawn) {
    Ops ops;
    for (const DrawnOp& one : drawn) ops.push_back(op_of<typename Ops::value_type>(one));
    return ops;
}

/// The steps as operations are written, with what the reads found as far as it is known.
template <class Ops, class Found>
history::Value ops_value(const Ops& ops, const std::vector<Found>& found) {
    std::vector<history::Value> all;
    auto next = found.begin();
    for (const auto& op : ops) {
        if (const auto* read = std::get_if<sm::workload::Read>(&op)) {
            auto value = next == found.end() ? history::Value() : found_value(*next++);
            all.push_back(op_value("r", read->key, std::move(value)));
        } else {
            const auto& write = std::get<0>(op);
            constexpr bool appends = std::is_same_v<Ops, sm::workload::ListOps>;
            all.push_back(op_value(appends ? "append" : "w", write.key,
                                   history::Value::integer(write.value)));
        }
    }
    return history::Value::list(std::move(all));
}

}  // namespace sm::detail::inline workload

namespace sm::workload {

/// One transaction: all of its steps at once, or none. `Run{}(client, ops)` runs it and answers
/// what its reads found, in their order; it throws `sm::Refused` if nothing was done, and
/// `sm::Unknown` if that is not known.
template <class Model, class Run, TransactionShape shape>
struct Transaction {
    using Ops = typename Model::Ops;
    using Found = typename Model::Found;
    static constexpr std::string_view function = "txn";
    static constexpr TransactionShape drawn_shape = shape;

    NonEmpty<Ops> ops;

    bool pre(const Model& m) const { return m.takes(ops.get()); }
    std::vector<Found> apply(Model& m) const { return m.apply(ops.get()); }
    std::vector<Found> run(auto& client) const {
        std::vector<Found> found = Run{}(client, ops.get());
        std::size_t reads = 0;
        for (const auto& op : ops.get()) reads += std::holds_alternative<Read>(op) ? 1 : 0;
        detail::expect_all_found(reads, found.size());
        return found;
    }

    history::Value input() const { return output({}); }
    history::Value output(const std::vector<Found>& found) const {
        return detail::ops_value(ops.get(), found);
    }

    static Transaction draw(Draw& from) { return of(detail::draw_ops(from.random, shape)); }
    static Transaction of(const std::vector<detail::DrawnOp>& drawn) {
        return {detail::ops_of<Ops>(drawn)};
    }
    static std::string sm_type_name() { return "Transaction"; }
};

/// The commands of a test of lists: `[:append k v]` and `[:r k [v …]]`.
template <class Run, TransactionShape shape = TransactionShape{}>
using ListTransactions = std::variant<Transaction<ListModel, Run, shape>>;

/// The commands of a test of registers: `[:w k v]` and `[:r k v]`.
template <class Run, TransactionShape shape = TransactionShape{}>
using RegisterTransactions = std::variant<Transaction<RegisterModel, Run, shape>>;

}  // namespace sm::workload

namespace sm::gen {

/// Transactions without end, of `ListTransactions` or `RegisterTransactions`. The values of a key
/// count up from 1; when it has had all that the shape allows, the next new key takes its place.
/// Throws Misuse for a shape of which there are no transactions.
template <class Cmd>
Generator transactions(
    const workload::TransactionShape& shape = std::variant_alternative_t<0, Cmd>::drawn_shape) {
    return detail::give_transactions(shape, [](const std::vector<detail::DrawnOp>& drawn) {
        return detail::act_of(std::variant_alternative_t<0, Cmd>::of(drawn));
    });
}

}  // namespace sm::gen

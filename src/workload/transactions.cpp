#include <sm/base/misuse.hpp>
#include <sm/workload/transactions.hpp>

#include <algorithm>
#include <bit>
#include <string>

#include "workload/node.hpp"

namespace sm::workload {
namespace {

/// Carries out the steps one by one: `write(step)`, and `read(key)` for what is found.
template <class Ops, class Write, class Read>
auto carry_out(const Ops& ops, Write write, Read read) {
    std::vector<decltype(read(0))> found;
    for (const auto& op : ops) {
        if (const auto* reading = std::get_if<workload::Read>(&op)) {
            found.push_back(read(reading->key));
        } else {
            write(std::get<0>(op));
        }
    }
    return found;
}

/// Whether no value is given to a key twice by these steps, nor had it before.
template <class Ops, class Had>
bool all_new(const Ops& ops, Had had) {
    std::set<std::pair<int, int>> given;
    return std::all_of(ops.begin(), ops.end(), [&](const auto& op) {
        if (std::holds_alternative<Read>(op)) return true;
        const auto& write = std::get<0>(op);
        return !had(write.key, write.value) && given.emplace(write.key, write.value).second;
    });
}

}  // namespace

std::vector<ListModel::Found> ListModel::apply(const Ops& ops) {
    return carry_out(
        ops, [&](const Append& append) { lists[append.key].push_back(append.value); },
        [&](int key) {
            const auto list = lists.find(key);
            return list == lists.end() ? Found{} : list->second;
        });
}

bool ListModel::takes(const Ops& ops) const {
    return all_new(ops, [&](int key, int value) {
        const auto list = lists.find(key);
        return list != lists.end() && std::ranges::find(list->second, value) != list->second.end();
    });
}

std::vector<RegisterModel::Found> RegisterModel::apply(const Ops& ops) {
    return carry_out(
        ops,
        [&](const Write& write) {
            values[write.key] = write.value;
            written[write.key].insert(write.value);
        },
        [&](int key) {
            const auto value = values.find(key);
            return value == values.end() ? Found{} : Found{value->second};
        });
}

bool RegisterModel::takes(const Ops& ops) const {
    return all_new(ops, [&](int key, int value) {
        const auto had = written.find(key);
        return had != written.end() && had->second.contains(value);
    });
}

}  // namespace sm::workload

namespace sm::detail::inline workload {
namespace {

using sm::workload::KeyChoice;
using sm::workload::TransactionShape;

/// More would not fit into the number that one of them is drawn from; far fewer are ever met.
constexpr int most_exponential_keys = 32;

/// The place of one of the keys in use.
std::size_t draw_place(Random& random, const TransactionShape& shape) {
    const auto keys = static_cast<std::uint64_t>(shape.keys);
    if (shape.choice == KeyChoice::uniform) return static_cast<std::size_t>(random.below(keys));
    const auto drawn = 1 + random.below((std::uint64_t{1} << keys) - 1);
    return static_cast<std::size_t>(keys) - static_cast<std::size_t>(std::bit_width(drawn));
}

/// `make(place, reads)` says which key is at the place, and what is given to it unless it is read.
template <class Make>
std::vector<DrawnOp> draw_each_op(Random& random, const TransactionShape& shape, Make make) {
    std::vector<DrawnOp> ops(
        static_cast<std::size_t>(random.between(shape.shortest, shape.longest)));
    for (DrawnOp& op : ops) {
        const bool reads = random.chance(static_cast<std::uint64_t>(shape.percent_reads), 100);
        op = make(draw_place(random, shape), reads);
    }
    return ops;
}

class Transactions final : public GeneratorNode {
 public:
    struct Key {
        int name;
        int writes;
    };
    struct How {
        TransactionShape shape;
        std::function<gen::Act(const std::vector<DrawnOp>&)> act_of;
    };

    Transactions(std::shared_ptr<const How> how, std::vector<Key> keys, int next_key)
        : how_(std::move(how)), keys_(std::move(keys)), next_key_(next_key) {}

    std::string_view name() const override { return "transactions"; }
    Given next(const Context& context, const Pointer& self) const override {
        const auto worker = someone(context, Doer::client, name());
        if (!worker) return pending(self);
        auto keys = keys_;
        int next_key = next_key_;
        const auto ops = draw_each_op(context.chance(), how_->shape,
                                      [&](std::size_t place, bool reads) -> DrawnOp {
                                          Key& key = keys[place];
                                          if (reads) return {key.name, std::nullopt};
                                          const DrawnOp op{key.name, ++key.writes};
                                          if (key.writes == how_->shape.writes_per_key)
                                              key = {next_key++, 0};
                                          return op;
                                      });
        Given given;
        given.next.kind = Next::Kind::act;
        given.next.worker = *worker;
        given.next.act = how_->act_of(ops);
        given.then = make<Transactions>(how_, std::move(keys), next_key);
        return given;
    }

 private:
    std::shared_ptr<const How> how_;
    std::vector<Key> keys_;
    int next_key_;
};

[[noreturn]] void impossible(std::string_view name, const std::string& what) {
    throw Misuse(std::string(name) + ": " + what);
}

}  // namespace

void expect_possible(std::string_view name, const TransactionShape& shape) {
    expect_some(name, "TransactionShape.keys", shape.keys);
    expect_some(name, "TransactionShape.shortest", shape.shortest);
    expect_some(name, "TransactionShape.writes_per_key", shape.writes_per_key);
    if (shape.choice == KeyChoice::exponential && shape.keys > most_exponential_keys) {
        impossible(name, "at most " + std::to_string(most_exponential_keys) +
                             " keys can be chosen exponentially, but TransactionShape.keys is " +
                             std::to_string(shape.keys) + ". Choose among so many uniformly.");
    }
    if (shape.longest < shape.shortest) {
        impossible(name, "TransactionShape.longest must be at least `shortest`, " +
                             std::to_string(shape.shortest) + ", but it is " +
                             std::to_string(shape.longest));
    }
    if (shape.percent_reads < 0 || shape.percent_reads > 100) {
        impossible(name, "TransactionShape.percent_reads must be 0 to 100, but it is " +
                             std::to_string(shape.percent_reads));
    }
}

std::vector<DrawnOp> draw_ops(Random& random, const TransactionShape& shape) {
    expect_possible("transactions", shape);
    return draw_each_op(random, shape, [&](std::size_t place, bool reads) -> DrawnOp {
        if (reads) return {static_cast<int>(place), std::nullopt};
        return {static_cast<int>(place), static_cast<int>(random.between(1, shape.writes_per_key))};
    });
}

gen::Generator give_transactions(const TransactionShape& shape,
                                 std::function<gen::Act(const std::vector<DrawnOp>&)> act_of) {
    expect_possible("transactions", shape);
    std::vector<Transactions::Key> keys;
    for (int key = 0; key < shape.keys; ++key) keys.push_back({key, 0});
    auto how =
        std::make_shared<const Transactions::How>(Transactions::How{shape, std::move(act_of)});
    return generator_of<Transactions>(std::move(how), std::move(keys), shape.keys);
}

void expect_all_found(std::size_t reads, std::size_t found) {
    if (reads == found) return;
    throw Misuse("a transaction of " + std::to_string(reads) + " reads was answered with what " +
                 std::to_string(found) +
                 " found: answer one for each sm::workload::Read, in their order");
}

history::Value op_value(const char* function, int key, history::Value value) {
    return history::Value::list(
        {history::Value::name(function), history::Value::integer(key), std::move(value)});
}

history::Value found_value(const std::vector<int>& list) {
    std::vector<history::Value> items;
    items.reserve(list.size());
    for (const int item : list) items.push_back(history::Value::integer(item));
    return history::Value::list(std::move(items));
}

history::Value found_value(const std::optional<int>& value) {
    return value ? history::Value::integer(*value) : history::Value();
}

}  // namespace sm::detail::inline workload

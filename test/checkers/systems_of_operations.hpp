#pragma once
/// Small systems that random histories of operations are drawn from.

#include <map>

#include "checkers/operations.hpp"

namespace operations {

using Numbers = std::vector<std::int64_t>;

inline Value list_of(const Numbers& numbers) {
    std::vector<Value> values;
    values.reserve(numbers.size());
    for (const auto one : numbers) values.push_back(number(one));
    return Value::list(std::move(values));
}

/// A set of few elements, all of which a read answers in order.
inline const System<Numbers>& set_system() {
    static const System<Numbers> system{
        {},
        [](Random& random, Operation& operation) {
            operation.function = one_in(random, 2) ? "read" : "add";
            if (operation.function == "add") operation.value = number(below(random, 4));
        },
        [](Numbers& state, const Operation& operation) {
            if (operation.function == "read") return list_of(state);
            const auto element = operation.value.integer();
            const auto at = std::lower_bound(state.begin(), state.end(), element);
            if (at == state.end() || *at != element) state.insert(at, element);
            return Value();
        },
        [](Random& random, Operation& operation) {
            if (operation.function != "read") return;
            Numbers items;
            for (const Value& item : operation.answer.items()) items.push_back(item.integer());
            if (!items.empty() && one_in(random, 2)) {
                items.erase(items.begin() + below(random, static_cast<int>(items.size())));
            } else {
                items.push_back(below(random, 4));
            }
            operation.answer = list_of(items);
        }};
    return system;
}

inline const System<std::int64_t>& counter_system() {
    static const System<std::int64_t> system{
        0,
        [](Random& random, Operation& operation) {
            operation.function = one_in(random, 2) ? "read" : "add";
            if (operation.function == "add") operation.value = number(random.between(-2, 4));
        },
        [](std::int64_t& state, const Operation& operation) {
            if (operation.function == "read") return number(state);
            state += operation.value.integer();
            return Value();
        },
        [](Random& random, Operation& operation) {
            if (operation.function == "read") operation.answer = number(random.between(-4, 8));
        }};
    return system;
}

/// A queue whose elements need not differ, drained now and then.
inline const System<Numbers>& queue_system() {
    static const System<Numbers> system{
        {},
        [](Random& random, Operation& operation) {
            const int chance = below(random, 10);
            operation.function = chance < 5 ? "enqueue" : chance < 8 ? "dequeue" : "drain";
            if (chance < 5) operation.value = number(below(random, 4));
        },
        [](Numbers& state, const Operation& operation) {
            if (operation.function == "enqueue") {
                state.push_back(operation.value.integer());
                return Value();
            }
            if (operation.function == "drain") return list_of(std::exchange(state, {}));
            if (state.empty()) return Value();
            const auto first = state.front();
            state.erase(state.begin());
            return number(first);
        },
        [](Random& random, Operation& operation) {
            if (operation.function == "dequeue") {
                operation.answer = one_in(random, 3) ? Value() : number(below(random, 4));
            } else if (operation.function == "drain") {
                operation.answer = list_of(one_in(random, 2) ? Numbers{} : Numbers{0, 1});
            }
        }};
    return system;
}

/// Numbers in turn; those that were lost with their answers are not given again.
inline const System<std::int64_t>& ids_system() {
    static const System<std::int64_t> system{
        0, [](Random&, Operation& operation) { operation.function = "generate"; },
        [](std::int64_t& state, const Operation&) { return number(state++); },
        [](Random& random, Operation& operation) { operation.answer = number(below(random, 5)); }};
    return system;
}

/// Two accounts with five each.
inline const System<Numbers>& bank_system() {
    static const System<Numbers> system{
        {5, 5},
        [](Random& random, Operation& operation) {
            operation.function = one_in(random, 2) ? "read" : "transfer";
            if (operation.function == "read") return;
            const int from = below(random, 2);
            operation.value = list_of({from, 1 - from, 1 + below(random, 5)});
        },
        [](Numbers& state, const Operation& operation) {
            if (operation.function == "transfer") {
                const auto items = operation.value.items();
                auto& from = state[static_cast<std::size_t>(items[0].integer())];
                if (from < items[2].integer()) return Value::boolean(false);
                from -= items[2].integer();
                state[static_cast<std::size_t>(items[1].integer())] += items[2].integer();
                return Value::boolean(true);
            }
            return Value::map({{number(0), number(state[0])}, {number(1), number(state[1])}});
        },
        [](Random& random, Operation& operation) {
            if (operation.function != "read") return;
            std::vector<std::pair<Value, Value>> entries;
            for (int account = 0; account < 3; ++account) {
                if (one_in(random, 4)) continue;
                const auto balance = number(random.between(-3, 12));
                entries.emplace_back(number(account), one_in(random, 8) ? Value() : balance);
            }
            operation.answer = Value::map(std::move(entries));
        }};
    return system;
}

inline Value micro(const char* word, std::int64_t key, Value value) {
    return list({Value::name(word), number(key), std::move(value)});
}

/// Six keys in two groups of three, each to be written once; who writes is told by the state.
struct Keys {
    std::vector<bool> written = std::vector<bool>(6);
};

inline const System<Keys>& fork_system() {
    static const System<Keys> system{
        {},
        [](Random& random, Operation& operation) {
            operation.function = "txn";
            const int group = 3 * below(random, 2);
            if (one_in(random, 2)) {
                operation.value = list({micro("w", group + below(random, 3), number(1))});
                return;
            }
            std::vector<Value> reads;
            reads.reserve(3);
            for (int i = 0; i < 3; ++i) reads.push_back(micro("r", group + i, {}));
            operation.value = list(std::move(reads));
        },
        [](Keys& state, const Operation& operation) {
            std::vector<Value> answer;
            for (const Value& item : operation.value.items()) {
                const auto key = item.items()[1].integer();
                const bool writes = item.items()[0].text() == "w";
                auto written = state.written[static_cast<std::size_t>(key)];
                if (writes) written = true;
                answer.push_back(micro(writes ? "w" : "r", key, written ? number(1) : Value()));
            }
            return list(std::move(answer));
        },
        [](Random& random, Operation& operation) {
            std::vector<Value> answer;
            for (const Value& item : operation.answer.items()) {
                if (item.items()[0].text() == "w") return;
                const auto value = one_in(random, 2) ? number(one_in(random, 20) ? 2 : 1) : Value();
                answer.push_back(micro("r", item.items()[1].integer(), value));
            }
            operation.answer = list(std::move(answer));
        }};
    return system;
}

}  // namespace operations

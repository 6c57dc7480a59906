#pragma once
/// Whether some order of transactions has the answers that they got, by trying all.

#include <map>
#include <vector>

#include "checkers/transactions/script.hpp"

namespace brute {

using sm::history::Operation;
using sm::history::Value;
using State = std::map<Value, Value>;

inline void write(State& state, const Value& micro) {
    const Value& key = micro.items()[1];
    const Value& value = micro.items()[2];
    if (micro.items()[0].text() != "append") {
        state[key] = value;
        return;
    }
    const Value before = state[key];
    std::vector<Value> items;
    if (!before.is_nothing()) items.assign(before.items().begin(), before.items().end());
    items.push_back(value);
    state[key] = Value::list(std::move(items));
}

inline bool reads(const Value& micro) { return micro.items()[0].text() == "r"; }

/// What a read answers: nil and the empty list are the same.
inline bool answers(const State& state, const Value& micro) {
    const Value& read = micro.items()[2];
    const auto at = state.find(micro.items()[1]);
    const Value held = at == state.end() ? Value{} : at->second;
    const bool empty = read.is(Value::Kind::list) && read.items().empty();
    return empty ? held.is_nothing() : held == read;
}

inline const Value& micros_of(const Operation& operation) {
    return operation.answered() ? operation.answer : operation.value;
}

/// Runs a transaction on the state; false if its reads are not possible.
inline bool run(State& state, const Operation& operation) {
    for (const Value& micro : micros_of(operation).items()) {
        if (!reads(micro)) {
            write(state, micro);
        } else if (operation.answered() && !answers(state, micro)) {
            return false;
        }
    }
    return true;
}

/// Tries all orders in which each committed transaction runs as a whole, true to an order of some
/// before others.
class Serial {
 public:
    enum class Order { any, process, real_time };

    Serial(const sm::history::Operations& operations, Order order)
        : operations_(operations), order_(order) {}

    bool has_order() { return extend({}, 0); }

 private:
    bool precedes(const Operation& a, const Operation& b) const {
        if (order_ == Order::any || !a.answered() || a.returned >= b.invoked) return false;
        return order_ == Order::real_time || a.process == b.process;
    }

    bool extend(const State& state, unsigned done) const {
        bool all = true;
        for (std::size_t i = 0; i < operations_.size(); ++i) {
            if ((done >> i & 1U) != 0 || operations_[i].refused()) continue;
            all = all && operations_[i].indeterminate();
            if (!may_be_next(i, done)) continue;
            State next = state;
            if (run(next, operations_[i]) && extend(next, done | 1U << i)) return true;
        }
        return all;
    }

    bool may_be_next(std::size_t i, unsigned done) const {
        for (std::size_t j = 0; j < operations_.size(); ++j) {
            const bool waits = j != i && (done >> j & 1U) == 0 && operations_[j].answered();
            if (waits && precedes(operations_[j], operations_[i])) return false;
        }
        return true;
    }

    const sm::history::Operations& operations_;
    Order order_;
};

/// Tries all orders of starts and commits: a transaction reads its snapshot and its own writes, and
/// of two that run at the same time only one may write a key.
class Snapshots {
 public:
    explicit Snapshots(const sm::history::Operations& operations) : operations_(operations) {}

    bool has_order() { return extend({}, std::vector<Running>(operations_.size())); }

 private:
    struct Running {
        bool started = false;
        bool done = false;
        std::vector<Value> written_since{};  ///< keys that others committed since it started
    };

    bool extend(const State& state, const std::vector<Running>& running) const {
        bool all = true;
        for (std::size_t i = 0; i < operations_.size(); ++i) {
            if (running[i].done || operations_[i].refused()) continue;
            all = all && operations_[i].indeterminate();
            if (running[i].started ? commits(i, state, running) : starts(i, state, running)) {
                return true;
            }
        }
        return all;
    }

    bool starts(std::size_t i, const State& state, std::vector<Running> running) const {
        State own = state;
        if (!run(own, operations_[i])) return false;
        running[i].started = true;
        return extend(state, running);
    }

    bool commits(std::size_t i, State state, std::vector<Running> running) const {
        std::vector<Value> keys;
        for (const Value& micro : micros_of(operations_[i]).items()) {
            if (reads(micro)) continue;
            for (const Value& key : running[i].written_since) {
                if (key == micro.items()[1]) return false;
            }
            write(state, micro);
            keys.push_back(micro.items()[1]);
        }
        running[i].done = true;
        for (Running& other : running) {
            if (!other.started || other.done) continue;
            other.written_since.insert(other.written_since.end(), keys.begin(), keys.end());
        }
        return extend(state, running);
    }

    const sm::history::Operations& operations_;
};

}  // namespace brute

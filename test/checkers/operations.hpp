#pragma once
/// Histories of operations: written by hand, drawn at random, and judged by trying all orders.

#include <sm/base/random.hpp>
#include <sm/checkers/checker.hpp>
#include <sm/value/to_string.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "search/toys.hpp"

namespace operations {

using sm::Ending;
using sm::Random;
using sm::Timestamp;
using sm::history::Operation;
using sm::history::Operations;
using sm::history::Value;

inline Value number(std::int64_t value) { return Value::integer(value); }
inline Value word(const std::string& name) { return Value::name(name); }

inline Value set(const std::vector<std::int64_t>& items) {
    std::vector<Value> values;
    values.reserve(items.size());
    for (const auto item : items) values.push_back(number(item));
    return Value::set(std::move(values));
}

inline Value list(std::vector<Value> items) { return Value::list(std::move(items)); }

/// A history written down: each operation begins when the one before has returned, unless it is
/// told otherwise. The nth, from 0 on, takes the timestamps 10n and 10n + 5, which are milliseconds
/// too.
class Script {
 public:
    Script& ok(int process, const std::string& function, Value value, Value answer = {}) {
        return add(process, function, std::move(value), std::move(answer), Ending::answered);
    }
    Script& read(int process, Value answer) { return ok(process, "read", {}, std::move(answer)); }
    Script& fail(int process, const std::string& function, Value value, Value error = {}) {
        add(process, function, std::move(value), {}, Ending::refused);
        history_.back().error = std::move(error);
        return *this;
    }
    Script& info(int process, const std::string& function, Value value, Value error = {}) {
        add(process, function, std::move(value), {}, Ending::unknown);
        history_.back().error = std::move(error);
        history_.back().returned = sm::never;
        return *this;
    }
    /// The last one has these timestamps instead.
    Script& at(Timestamp invoked, Timestamp returned) {
        timestamp(history_.back(), invoked, returned);
        return *this;
    }
    Script& of(Value key) {
        history_.back().key = std::move(key);
        return *this;
    }

    operator const Operations&() const { return history_; }
    operator std::span<const Operation>() const { return history_; }

 private:
    static void timestamp(Operation& operation, Timestamp invoked, Timestamp returned) {
        operation.invoked = invoked;
        operation.returned = returned;
        operation.began = std::chrono::milliseconds{invoked};
        operation.ended = std::chrono::milliseconds{returned};
    }

    Script& add(int process, const std::string& function, Value value, Value answer,
                Ending ending) {
        const auto n = static_cast<Timestamp>(history_.size());
        Operation& operation = history_.emplace_back();
        operation.process = process;
        operation.function = function;
        operation.value = std::move(value);
        operation.answer = std::move(answer);
        operation.ending = ending;
        timestamp(operation, 10 * n, 10 * n + 5);
        return *this;
    }

    Operations history_;
};

inline int below(Random& random, int n) {
    return static_cast<int>(random.below(static_cast<std::uint64_t>(n)));
}
inline bool one_in(Random& random, int n) { return below(random, n) == 0; }

/// What a system does: draws calls, does one to its state and answers, and falsifies an answer.
/// Two operations are compared by trying all orders, so the state has to be small.
template <class State>
struct System {
    State start;
    std::function<void(Random&, Operation&)> draw;
    std::function<Value(State&, const Operation&)> apply;
    std::function<void(Random&, Operation&)> falsify;
};

/// Calls of several processes, each of which takes effect while it runs; one of unknown outcome at
/// once or never, and the process goes on under another number. Half of all histories have an
/// answer falsified.
template <class State>
Operations concurrent(Random& random, const System<State>& system, int workers, int calls) {
    struct Worker {
        std::int64_t process = 0;
        std::size_t at = sm::never;
        bool done = false;
    };
    constexpr auto idle = static_cast<std::size_t>(sm::never);
    Operations history;
    State state = system.start;
    std::vector<Worker> all(static_cast<std::size_t>(workers));
    for (int i = 0; i < workers; ++i) all[static_cast<std::size_t>(i)].process = i;
    std::int64_t next_process = workers;
    Timestamp now = 0;
    const auto is_idle = [](const Worker& one) { return one.at == idle; };
    while (calls > 0 || !std::all_of(all.begin(), all.end(), is_idle)) {
        Worker& worker = all[random.below(all.size())];
        now += one_in(random, 3) ? 0 : 1;
        if (is_idle(worker)) {
            if (calls-- <= 0) continue;
            worker.at = history.size();
            worker.done = false;
            Operation& operation = history.emplace_back();
            operation.process = worker.process;
            system.draw(random, operation);
            operation.invoked = now;
            operation.began = std::chrono::milliseconds{now};
            continue;
        }
        Operation& operation = history[worker.at];
        if (!worker.done) {
            worker.done = true;
            const int chance = below(random, 12);
            operation.ending = chance == 0  ? Ending::refused
                               : chance < 3 ? Ending::unknown
                                            : Ending::answered;
            if (chance >= 2) operation.answer = system.apply(state, operation);
            if (!operation.answered()) operation.answer = {};
            continue;
        }
        operation.ended = std::chrono::milliseconds{now};
        if (operation.ending == Ending::unknown) {
            worker.process = next_process++;
        } else {
            operation.returned = now;
        }
        worker.at = idle;
    }
    if (one_in(random, 2) && !history.empty()) {
        Operation& operation = history[random.below(history.size())];
        if (operation.answered()) system.falsify(random, operation);
    }
    return history;
}

/// Whether real time allows `next` before all of those that are left.
inline bool may_be_next(const Operations& history, unsigned left, std::size_t next) {
    for (std::size_t i = 0; i < history.size(); ++i) {
        if ((left >> i & 1U) == 0 || history[i].indeterminate()) continue;
        if (history[i].returned < history[next].invoked) return false;
    }
    return true;
}

template <class State>
bool has_order(const System<State>& system, const Operations& history, const State& state,
               unsigned left) {
    bool certain_left = false;
    for (std::size_t i = 0; i < history.size(); ++i) {
        certain_left = certain_left || ((left >> i & 1U) != 0 && !history[i].indeterminate());
    }
    if (!certain_left) return true;
    for (std::size_t i = 0; i < history.size(); ++i) {
        if ((left >> i & 1U) == 0 || !may_be_next(history, left, i)) continue;
        State next = state;
        const Value answer = system.apply(next, history[i]);
        if (history[i].answered() && !(answer == history[i].answer)) continue;
        if (has_order(system, history, next, left & ~(1U << i))) return true;
    }
    return false;
}

/// Whether some order of the operations, that respects real-time order, explains their answers;
/// refused ones did not happen, those of unknown outcome may have.
template <class State>
bool has_order(const System<State>& system, const Operations& history) {
    unsigned left = 0;
    for (std::size_t i = 0; i < history.size(); ++i) {
        if (!history[i].refused()) left |= 1U << i;
    }
    return has_order(system, history, system.start, left);
}

inline std::string text_of(const Operations& history) {
    std::string text;
    for (const Operation& operation : history) {
        text += "\n  [" + std::to_string(operation.invoked) + ", " +
                (operation.returned == sm::never ? "…" : std::to_string(operation.returned)) +
                "] " + to_string(operation);
    }
    return text;
}

/// The field at this path of records of the result's details, as text; "-" if there is none.
inline std::string detail(const sm::history::CheckResult& result,
                          const std::vector<std::string>& path) {
    const sm::Tree* tree = &result.details;
    for (const auto& name : path) {
        tree = tree->find(name);
        if (tree == nullptr) return "-";
    }
    if (tree->is(sm::Tree::Kind::text)) return tree->text();
    return tree->is(sm::Tree::Kind::integer) ? std::to_string(tree->integer()) : "?";
}

inline std::string count(const sm::history::CheckResult& result, const std::string& name) {
    return detail(result, {name, "count"});
}

inline std::string elements(const sm::history::CheckResult& result, const std::string& name) {
    return detail(result, {name, "elements"});
}

/// As many random histories as there are to be, each with at most nine operations.
template <class State>
void for_random_histories(const System<State>& system,
                          const std::function<void(const Operations&)>& each) {
    constexpr int rounds = 100'000 / toys::kShare;
    Random random(11);
    for (int i = 0; i < rounds && !testing::Test::HasFailure(); ++i) {
        const int workers = 1 + below(random, 4);
        const int calls = 1 + below(random, 9);
        const auto history = concurrent(random, system, workers, calls);
        each(history);
        if (testing::Test::HasFailure()) ADD_FAILURE() << "round " << i << text_of(history);
    }
}

}  // namespace operations

#pragma once
/// Histories of well-known objects: drawn at random, and a judge of them that tries all orders.

#include <sm/base/random.hpp>
#include <sm/checkers/object.hpp>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace objects {

using sm::Ending;
using sm::Timestamp;
using sm::checkers::Action;
using sm::checkers::Object;
using sm::history::Operation;
using sm::history::Operations;
using sm::history::Value;

using State = std::vector<std::int64_t>;

inline Value number(std::int64_t n) { return Value::integer(n); }

/// What an operation does to the state, and the answer that it gets; written apart from the
/// library.
inline Value apply(Object object, State& state, const Operation& operation) {
    const auto& f = operation.function;
    const auto asked = [&] { return operation.value.integer(); };
    const auto there = [&] { return std::find(state.begin(), state.end(), asked()); };
    if (object == Object::plain_register || object == Object::cas_register) {
        if (f == "write") return state = {asked()}, Value{};
        if (f == "read") return state.empty() ? Value{} : number(state[0]);
        const auto items = operation.value.items();
        if (state != State{items[0].integer()}) return Value::boolean(false);
        return state = {items[1].integer()}, Value::boolean(true);
    }
    if (object == Object::counter) {
        if (state.empty()) state = {0};
        if (f == "read") return number(state[0]);
        return state[0] += asked(), Value{};
    }
    if (object == Object::mutex) {
        const bool fits = state.empty() == (f == "acquire");
        if (fits) state = f == "acquire" ? State{1} : State{};
        return fits ? Value{} : number(-1);  // which is no answer at all
    }
    if (f == "read") {
        std::vector<Value> items;
        std::sort(state.begin(), state.end());
        for (const auto item : state) items.push_back(number(item));
        return Value::list(items);
    }
    if (f == "contains") return Value::boolean(there() != state.end());
    if (f == "add") {
        const bool fresh = there() == state.end();
        if (fresh || object == Object::multiset) state.push_back(asked());
        std::sort(state.begin(), state.end());
        return object == Object::multiset ? Value{} : Value::boolean(fresh);
    }
    if (f == "remove") {
        const auto at = there();
        const bool was = at != state.end();
        if (was) state.erase(at);
        return Value::boolean(was);
    }
    if (f == "enqueue" || f == "push" || f == "insert") return state.push_back(asked()), Value{};
    if (state.empty()) return {};
    auto at = state.begin();
    if (object == Object::stack) at = state.end() - 1;
    if (object == Object::priority_queue) at = std::max_element(state.begin(), state.end());
    const auto taken = *at;
    state.erase(at);
    return number(taken);
}

/// What is asked of a call: bound to its time, free of it, or not there.
enum class Bond { bound, free, absent };

/// What an order has to be true to.
enum class TrueTo { real_time, processes };

/// Tries all orders of operations, but none twice that leads to the same state.
class AllOrders {
 public:
    AllOrders(Object object, const Operations& operations, std::vector<Bond> bonds = {},
              TrueTo true_to = TrueTo::real_time)
        : object_(object), operations_(&operations), bonds_(std::move(bonds)), true_to_(true_to) {
        bonds_.resize(operations.size(), Bond::bound);
    }

    bool any() { return any({}, (1U << operations_->size()) - 1); }

 private:
    bool optional(std::size_t i) const {
        return bonds_[i] != Bond::bound || (*operations_)[i].indeterminate();
    }

    bool may_be_next(unsigned left, std::size_t next) const {
        if ((left >> next & 1U) == 0 || bonds_[next] == Bond::absent) return false;
        if (bonds_[next] == Bond::free) return true;
        for (std::size_t i = 0; i < operations_->size(); ++i) {
            if ((left >> i & 1U) == 0 || optional(i)) continue;
            if (precedes(i, next)) return false;
        }
        return true;
    }

    bool precedes(std::size_t i, std::size_t next) const {
        const auto& one = (*operations_)[i];
        const auto& other = (*operations_)[next];
        if (true_to_ == TrueTo::real_time) return one.returned < other.invoked;
        return one.process == other.process && i < next;
    }

    bool any(const State& state, unsigned left) {
        bool all_done = true;
        for (std::size_t i = 0; i < operations_->size(); ++i) {
            all_done = all_done && ((left >> i & 1U) == 0 || optional(i));
        }
        if (all_done) return true;
        if (!seen_.emplace(left, state).second) return false;
        for (std::size_t i = 0; i < operations_->size(); ++i) {
            if (!may_be_next(left, i)) continue;
            const auto& operation = (*operations_)[i];
            auto next = state;
            const auto answer = apply(object_, next, operation);
            if (answer == number(-1) && object_ == Object::mutex) continue;
            if (!operation.indeterminate() && !agrees(operation, answer)) continue;
            if (any(next, left & ~(1U << i))) return true;
        }
        return false;
    }

    bool agrees(const Operation& operation, const Value& answer) const {
        const auto& f = operation.function;
        if (operation.refused()) {
            return f == "cas" ? answer == Value::boolean(false) : answer.is_nothing();
        }
        if (f == "cas") {
            return answer ==
                   (operation.answer.is_nothing() ? Value::boolean(true) : operation.answer);
        }
        const bool silent = f == "add" || f == "remove" || f == "write";
        return (silent && operation.answer.is_nothing()) || answer == operation.answer;
    }

    Object object_;
    const Operations* operations_;
    std::vector<Bond> bonds_;
    TrueTo true_to_;
    std::set<std::pair<unsigned, State>> seen_;
};

/// How histories are to be.
struct Shape {
    Object object = Object::plain_register;
    int operations = 9;
    int span = 12;          ///< of time
    int longest = 6;        ///< of an operation
    bool distinct = false;  ///< values are put in once
    int open = 5;           ///< one in so many is; 0 is none
    bool read_all = true;   ///< of sets
    bool grows = false;     ///< sets
    bool falsify = true;    ///< an answer in every other one
};

/// Draws histories of a correct object, in half of which an answer is falsified.
class Draw {
 public:
    explicit Draw(std::uint64_t seed) : random_(seed) {}

    int below(int n) { return static_cast<int>(random_.below(static_cast<std::uint64_t>(n))); }
    bool one_in(int n) { return n > 0 && below(n) == 0; }

    Operations history(const Shape& shape) {
        next_value_ = 0;
        Operations operations;
        std::vector<std::tuple<int, int, std::size_t>> effects;
        for (int i = 0; i < shape.operations; ++i) {
            auto operation = call(shape);
            const int begin = below(shape.span);
            const int end = begin + below(shape.longest);
            operation.process = i;
            operation.invoked = begin;
            const bool open = one_in(shape.open);
            operation.ending = open ? Ending::unknown : Ending::answered;
            operation.returned = open ? sm::never : end;
            const int last = open ? shape.span + shape.longest : end;
            if (!open || one_in(2)) {
                effects.emplace_back(begin + below(last - begin + 1), below(1000),
                                     operations.size());
            }
            operations.push_back(std::move(operation));
        }
        std::sort(effects.begin(), effects.end());
        State state;
        for (const auto& [when, tie, place] : effects)
            answer(shape.object, state, operations[place]);
        if (shape.falsify && !one_in(3)) falsify(shape, operations);
        std::stable_sort(
            operations.begin(), operations.end(),
            [](const Operation& a, const Operation& b) { return a.invoked < b.invoked; });
        return operations;
    }

 private:
    int value(const Shape& shape) { return shape.distinct ? next_value_++ : below(3); }

    Operation call(const Shape& shape) {
        Operation operation;
        const auto is = [&](const char* function, Value asked) {
            operation.function = function;
            operation.value = std::move(asked);
            return operation;
        };
        switch (shape.object) {
            case Object::plain_register:
                return one_in(2) ? is("read", {}) : is("write", number(value(shape)));
            case Object::cas_register:
                if (one_in(3)) {
                    return is("cas", Value::list({number(below(3)), number(below(3))}));
                }
                return one_in(2) ? is("read", {}) : is("write", number(value(shape)));
            case Object::set:
            case Object::multiset:
                if (shape.read_all && one_in(4)) return is("read", {});
                if (shape.grows || one_in(2)) return is("add", number(value_of_set(shape)));
                return is(one_in(2) ? "remove" : "contains", number(value_of_set(shape)));
            case Object::queue:
                return one_in(2) ? is("enqueue", number(value(shape))) : is("dequeue", {});
            case Object::stack:
                return one_in(2) ? is("push", number(value(shape))) : is("pop", {});
            case Object::priority_queue:
                return one_in(2) ? is("insert", number(priority(shape))) : is("extract-max", {});
            case Object::counter:
                return one_in(2) ? is("add", number(1 + below(2))) : is("read", {});
            case Object::mutex:
                return is(one_in(2) ? "acquire" : "release", {});
        }
        return operation;
    }

    int value_of_set(const Shape& shape) { return below(shape.distinct ? 8 : 3); }
    /// Distinct, in no order.
    int priority(const Shape& shape) {
        return shape.distinct ? (next_value_++ * 37) % 101 : below(3);
    }

    void answer(Object object, State& state, Operation& operation) {
        const auto given = apply(object, state, operation);
        if (operation.indeterminate()) return;
        const auto& f = operation.function;
        const bool may_be_silent = f == "add" || f == "remove";
        const bool tells_nothing =
            f == "add" && (object == Object::counter || object == Object::multiset);
        if (tells_nothing || (may_be_silent && one_in(2))) {
            operation.answer = {};
        } else if (f != "acquire" && f != "release") {
            operation.answer = given;
        }
        const bool empty = given.is_nothing() && (f == "dequeue" || f == "pop");
        if (empty && one_in(2)) operation.ending = Ending::refused;
    }

    static bool has_answer(const Operation& operation) {
        return operation.ending == Ending::answered && !operation.answer.is_nothing();
    }

    /// Exchanges two answers, or makes one up.
    void falsify(const Shape& shape, Operations& operations) {
        std::vector<std::size_t> places;
        for (std::size_t i = 0; i < operations.size(); ++i) {
            if (has_answer(operations[i])) places.push_back(i);
        }
        if (places.empty()) return;
        const auto any = [&] { return places[random_.below(places.size())]; };
        auto& one = operations[any()];
        auto& other = operations[any()];
        if (one.function == other.function && !(one.answer == other.answer) && one_in(2)) {
            std::swap(one.answer, other.answer);
        } else {
            make_up(shape, one);
        }
    }

    void make_up(const Shape& shape, Operation& operation) {
        if (operation.answer.is(Value::Kind::boolean)) {
            operation.answer = Value::boolean(!operation.answer.boolean());
        } else if (operation.answer.is_integer()) {
            const bool take = operation.function != "read";
            operation.answer = take && one_in(3)
                                   ? Value{}
                                   : number(below(shape.distinct ? std::max(next_value_, 1) : 3));
        } else {
            make_up_contents(operation);
        }
    }

    void make_up_contents(Operation& operation) {
        const auto items = operation.answer.items();
        std::vector<Value> other(items.begin(), items.end());
        if (one_in(2) || other.empty()) {
            other.push_back(number(below(4)));
            std::sort(other.begin(), other.end());
            other.erase(std::unique(other.begin(), other.end()), other.end());
        } else {
            other.erase(other.begin() + below(static_cast<int>(other.size())));
        }
        operation.answer = Value::list(other);
    }

    sm::Random random_;
    int next_value_ = 0;
};

inline std::string text(const Operations& operations) {
    std::string text;
    for (const auto& operation : operations) {
        text += "\n  [" + std::to_string(operation.invoked) + ", " +
                (operation.indeterminate() ? "open" : std::to_string(operation.returned)) + "] " +
                to_string(operation);
    }
    return text;
}

/// How many random histories a test draws: a few, or what the environment asks for.
inline int rounds(int few) {
    const char* asked = std::getenv("SM_TEST_ROUNDS");  // NOLINT(concurrency-mt-unsafe)
    return asked == nullptr
               ? few
               : std::atoi(asked);  // NOLINT(bugprone-unchecked-string-to-number-conversion)
}

inline const std::vector<Object> kObjects{
    Object::plain_register, Object::cas_register, Object::set,
    Object::multiset,       Object::queue,        Object::stack,
    Object::priority_queue, Object::counter,      Object::mutex};

/// The shape of a small history, drawn too.
inline Shape small(Draw& draw, Object object) {
    Shape shape;
    shape.object = object;
    shape.operations = draw.one_in(4) ? 1 + draw.below(9) : 6 + draw.below(4);
    shape.span = 6 + draw.below(18);
    shape.longest = 2 + draw.below(9);
    shape.distinct = draw.one_in(2);
    shape.open = draw.one_in(3) ? 0 : 2 + draw.below(6);
    shape.read_all = draw.one_in(2);
    shape.grows = draw.one_in(3);
    return shape;
}

/// The shape of a history too long to try all orders, but not to be searched.
inline Shape longer(Draw& draw, Object object) {
    Shape shape = small(draw, object);
    shape.operations = 30 + draw.below(31);
    shape.span = shape.operations * (1 + draw.below(3));
    shape.longest = 2 + draw.below(6);
    shape.distinct = true;
    shape.open = draw.one_in(2) ? 0 : 10 + draw.below(20);
    return shape;
}

}  // namespace objects

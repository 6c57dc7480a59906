#pragma once
/// Long histories of well-known objects, right by construction.

#include <set>

#include "checkers/object_histories.hpp"

namespace objects {

/// A run of an object, as long as one likes, that is right by construction: clients take turns,
/// each operation takes effect somewhere in its interval.
class Simulation {
 public:
    struct Setting {
        Object object = Object::plain_register;
        std::size_t operations = 1000;
        int clients = 50;
        int values = 0;             ///< to write; 0 is a new one each time
        std::size_t reach = 1000;   ///< how full a collection gets, about
        std::uint64_t crashes = 0;  ///< one in so many is of unknown outcome; 0 is none
        std::size_t pause = 0;      ///< after so many all clients return before any goes on
    };

    Simulation(Setting setting, std::uint64_t seed) : setting_(setting), random_(seed) {}

    Operations run() {
        Operations operations;
        std::vector<std::pair<std::size_t, int>> busy(static_cast<std::size_t>(setting_.clients),
                                                      {kIdle, 0});
        Timestamp now = 0;
        std::size_t active = 0;
        while (operations.size() < setting_.operations || active > 0) {
            auto& [place, stage] =
                busy[random_.below(static_cast<std::uint64_t>(setting_.clients))];
            if (place == kIdle) {
                if (operations.size() == setting_.operations) continue;
                if (operations.size() == setting_.pause && active > 0) continue;
                place = operations.size();
                stage = 0;
                ++active;
                operations.push_back(ask());
                operations.back().process = static_cast<std::int64_t>(place);
                operations.back().invoked = ++now;
            } else if (stage++ == 0) {
                const bool crashes = setting_.crashes > 0 && random_.chance(1, setting_.crashes);
                if (!crashes || random_.chance(1, 2)) take_effect(operations[place]);
                if (!crashes) continue;
                operations[place].answer = {};
                operations[place].returned = sm::never;
                operations[place].ending = Ending::unknown;
                place = kIdle;
                --active;
            } else {
                operations[place].returned = ++now;
                operations[place].ending = Ending::answered;
                place = kIdle;
                --active;
            }
        }
        return operations;
    }

 private:
    static constexpr std::size_t kIdle = ~std::size_t{0};

    Operation ask() {
        Operation operation;
        const bool writes =
            random_.below(setting_.reach) >= size_ ? random_.chance(11, 20) : random_.chance(9, 20);
        const auto fresh = static_cast<std::int64_t>(
            setting_.values == 0 ? static_cast<std::uint64_t>(++value_)
                                 : random_.below(static_cast<std::uint64_t>(setting_.values)));
        switch (setting_.object) {
            case Object::plain_register:
            case Object::cas_register:
                operation.function = random_.chance(1, 2) ? "read" : "write";
                if (setting_.object == Object::cas_register && random_.chance(1, 3)) {
                    operation.function = "cas";
                    operation.value = Value::list({number(any()), number(any())});
                } else if (operation.function == "write") {
                    operation.value = number(fresh);
                }
                return operation;
            case Object::set:
            case Object::multiset:
                operation.function = random_.chance(1, 3)   ? "add"
                                     : random_.chance(1, 2) ? "remove"
                                                            : "contains";
                operation.value = number(static_cast<std::int64_t>(random_.below(
                    setting_.values == 0 ? setting_.operations / 4
                                         : static_cast<std::uint64_t>(setting_.values))));
                return operation;
            default:
                break;
        }
        const bool queue = setting_.object == Object::queue;
        const bool stack = setting_.object == Object::stack;
        if (writes) {
            operation.function = queue ? "enqueue" : stack ? "push" : "insert";
            const auto n = setting_.operations + 1;
            operation.value =
                number(setting_.object == Object::priority_queue
                           ? static_cast<std::int64_t>((static_cast<std::uint64_t>(value_) * 7919) %
                                                           n * 16 +
                                                       random_.below(16)) *
                                     1'000'000 +
                                 value_
                           : value_);
        } else {
            operation.function = queue ? "dequeue" : stack ? "pop" : "extract-max";
        }
        return operation;
    }

    std::int64_t any() {
        return static_cast<std::int64_t>(
            random_.below(static_cast<std::uint64_t>(std::max(setting_.values, 1))));
    }

    void take_effect(Operation& operation) {
        operation.answer = effect(operation);
        if (operation.function == "write") operation.answer = Value{};
    }

    /// Like `apply`, but in a time that does not grow with what is there.
    Value effect(const Operation& operation) {
        const auto& f = operation.function;
        switch (setting_.object) {
            case Object::set: {
                const auto item = operation.value.integer();
                if (f == "contains") return Value::boolean(elements_.contains(item));
                if (f == "add") return Value::boolean(elements_.insert(item).second);
                return Value::boolean(elements_.erase(item) > 0);
            }
            case Object::queue:
            case Object::stack:
                if (!operation.value.is_nothing()) {
                    ++size_;
                    return row_.push_back(operation.value.integer()), Value{};
                }
                if (size_ == 0) return {};
                --size_;
                if (setting_.object == Object::queue) return number(row_[first_++]);
                return take_back();
            case Object::priority_queue: {
                if (!operation.value.is_nothing()) {
                    ++size_;
                    return elements_.insert(operation.value.integer()), Value{};
                }
                if (elements_.empty()) return {};
                --size_;
                const auto most = *elements_.rbegin();
                elements_.erase(most);
                return number(most);
            }
            default:
                return apply(setting_.object, state_, operation);
        }
    }

    Value take_back() {
        const auto last = row_.back();
        row_.pop_back();
        return number(last);
    }

    Setting setting_;
    sm::Random random_;
    std::int64_t value_ = 0;
    std::size_t size_ = 0;
    State state_;
    State row_;
    std::size_t first_ = 0;
    std::set<std::int64_t> elements_;
};

}  // namespace objects

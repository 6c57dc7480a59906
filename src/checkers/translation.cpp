#include "checkers/translation.hpp"

#include <sm/base/misuse.hpp>

#include <algorithm>
#include <array>
#include <numeric>

#include "checkers/value_numbers.hpp"

namespace sm::checkers {
namespace {

struct Function {
    std::string_view name;
    Action action;
};

std::span<const Function> functions_of(Object object) {
    using enum Action;
    static constexpr std::array reg{Function{"read", read}, Function{"write", write}};
    static constexpr std::array cas_reg{Function{"read", read}, Function{"write", write},
                                        Function{"cas", cas}};
    static constexpr std::array set{Function{"add", add}, Function{"remove", remove},
                                    Function{"contains", contains}, Function{"read", read_all}};
    static constexpr std::array queue{Function{"enqueue", put}, Function{"dequeue", take}};
    static constexpr std::array stack{Function{"push", put}, Function{"pop", take}};
    static constexpr std::array priority{
        Function{"insert", put},       Function{"enqueue", put},  Function{"extract-max", take},
        Function{"extract-min", take}, Function{"extract", take}, Function{"dequeue", take}};
    static constexpr std::array counter{Function{"add", add}, Function{"read", read}};
    static constexpr std::array mutex{Function{"acquire", acquire}, Function{"release", release}};
    switch (object) {
        case Object::plain_register:
            return reg;
        case Object::cas_register:
            return cas_reg;
        case Object::set:
        case Object::multiset:
            return set;
        case Object::queue:
            return queue;
        case Object::stack:
            return stack;
        case Object::priority_queue:
            return priority;
        case Object::counter:
            return counter;
        case Object::mutex:
            return mutex;
    }
    return {};
}

[[noreturn]] void misfit(Object object, const history::Operation& operation, std::size_t place,
                         const std::string& what) {
    throw Misuse("operation " + std::to_string(place) + " of the history, `" +
                 to_string(operation) + "`, does not fit a " + std::string(to_string(object)) +
                 ": " + what);
}

Action action_of(Object object, const history::Operation& operation, std::size_t place) {
    const auto functions = functions_of(object);
    const auto found = std::find_if(functions.begin(), functions.end(), [&](const Function& each) {
        return each.name == operation.function;
    });
    if (found != functions.end()) return found->action;
    std::string names;
    for (const Function& each : functions) {
        names += (names.empty() ? ":" : ", :") + std::string(each.name);
    }
    misfit(object, operation, place,
           "its functions are " + names +
               "; rename the function, choose another object, or leave the operation out");
}

bool reads_only(Action action) {
    return action == Action::read || action == Action::contains || action == Action::read_all;
}

/// Translates one operation after the other.
class Translation {
 public:
    Translation(Object object, const ObjectOptions& options) : options_(&options) {
        history_.object = object;
        if (object == Object::counter) {
            if (!options.initial.is_nothing()) history_.initial = options.initial.integer();
        } else if (object == Object::plain_register || object == Object::cas_register) {
            history_.initial = number(options.initial);
        }
    }

    void reserve(std::size_t count) { history_.calls.reserve(count); }

    void add(const history::Operation& operation, std::size_t place) {
        if (operation.by_nemesis() || operation.ending == Ending::not_run) return;
        const auto action = action_of(history_.object, operation, place);
        if (operation.refused() && !refusal_replies(action)) return;
        if (operation.indeterminate() && reads_only(action)) return;
        if (action == Action::take) note_direction(operation, place);
        ObjectCall call;
        call.action = action;
        call.invoked = operation.invoked;
        call.returned = operation.indeterminate() ? never : operation.returned;
        call.operation = place;
        if (!operation.indeterminate()) call.reply = operation.refused() ? Reply::no : Reply::done;
        fill(call, operation, place);
        history_.calls.push_back(call);
    }

    ObjectHistory finish() {
        if (history_.object == Object::priority_queue) {
            rank();
        } else {
            history_.values = std::move(numbers_).values();
        }
        return std::move(history_);
    }

 private:
    std::int64_t number(const history::Value& value) { return numbers_.of(value); }

    bool refusal_replies(Action action) const {
        return (action == Action::cas && options_->refused_cas == Refusal::is_a_reply) ||
               (action == Action::take && options_->refused_take == Refusal::is_a_reply);
    }

    void fill(ObjectCall& call, const history::Operation& operation, std::size_t place) {
        switch (call.action) {
            case Action::read:
                call.reply = Reply::value;
                call.value = amount_or_number(operation.answer, operation, place);
                break;
            case Action::write:
                call.value = number(operation.value);
                break;
            case Action::cas:
                fill_cas(call, operation, place);
                break;
            case Action::add:
                call.value = amount_or_number(operation.value, operation, place);
                if (history_.object == Object::set) take_truth(call, operation);
                break;
            case Action::remove:
                call.value = number(operation.value);
                take_truth(call, operation);
                break;
            case Action::contains:
                call.value = number(operation.value);
                take_truth(call, operation);
                if (call.reply == Reply::done) {
                    misfit(history_.object, operation, place, "contains answers true or false");
                }
                break;
            case Action::read_all:
                fill_contents(call, operation, place);
                break;
            case Action::put:
                fill_put(call, operation, place);
                break;
            case Action::take:
                fill_take(call, operation);
                break;
            case Action::acquire:
                take_truth(call, operation);
                break;
            case Action::release:
                break;
        }
    }

    /// A counter's values are themselves.
    std::int64_t amount_or_number(const history::Value& value, const history::Operation& operation,
                                  std::size_t place) {
        if (history_.object != Object::counter) return number(value);
        if (value.is_integer()) return value.integer();
        misfit(history_.object, operation, place, "what it adds and reads are integers");
    }

    static void take_truth(ObjectCall& call, const history::Operation& operation) {
        if (call.reply != Reply::done || !operation.answer.is(history::Value::Kind::boolean))
            return;
        call.reply = operation.answer.boolean() ? Reply::yes : Reply::no;
    }

    void fill_cas(ObjectCall& call, const history::Operation& operation, std::size_t place) {
        const bool two =
            operation.value.is(history::Value::Kind::list) && operation.value.items().size() == 2;
        if (!two) misfit(history_.object, operation, place, "a cas has the value [old new]");
        call.value = number(operation.value.items()[0]);
        call.other = number(operation.value.items()[1]);
        take_truth(call, operation);
        if (call.reply == Reply::done) call.reply = Reply::yes;
    }

    void fill_contents(ObjectCall& call, const history::Operation& operation, std::size_t place) {
        const auto& answer = operation.answer;
        if (!answer.is(history::Value::Kind::list) && !answer.is(history::Value::Kind::set) &&
            !answer.is_nothing()) {
            misfit(history_.object, operation, place, "a read answers a list or set of elements");
        }
        std::vector<std::int64_t> contents;
        if (!answer.is_nothing()) {
            for (const history::Value& item : answer.items()) contents.push_back(number(item));
        }
        std::sort(contents.begin(), contents.end());
        if (history_.object == Object::set) {
            contents.erase(std::unique(contents.begin(), contents.end()), contents.end());
        }
        call.reply = Reply::value;
        call.value = static_cast<std::int64_t>(history_.contents.size());
        history_.contents.push_back(std::move(contents));
    }

    void fill_put(ObjectCall& call, const history::Operation& operation, std::size_t place) {
        if (operation.value.is_nothing()) {
            misfit(history_.object, operation, place,
                   "it has no value to put in (nil is what taking from an empty one answers)");
        }
        call.value = number(operation.value);
    }

    void fill_take(ObjectCall& call, const history::Operation& operation) {
        if (call.reply != Reply::done) return;
        call.reply = operation.answer.is_nothing() ? Reply::no : Reply::value;
        if (call.reply == Reply::value) call.value = number(operation.answer);
    }

    void note_direction(const history::Operation& operation, std::size_t place) {
        if (history_.object != Object::priority_queue) return;
        const bool says = operation.function.starts_with("extract-");
        const bool least = says ? operation.function == "extract-min" : options_->least_first;
        if (direction_known_ && least != least_first_) {
            misfit(history_.object, operation, place,
                   "another operation extracts from the other end; one queue has one order");
        }
        direction_known_ = true;
        least_first_ = least;
    }

    /// Numbers the values anew: the first to be extracted has the lowest.
    void rank() {
        const bool least = direction_known_ ? least_first_ : options_->least_first;
        auto values = std::move(numbers_).values();
        std::vector<std::size_t> order(values.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return least ? values[a] < values[b] : values[b] < values[a];
        });
        std::vector<std::int64_t> ranks(values.size());
        for (std::size_t i = 0; i < order.size(); ++i) {
            ranks[order[i]] = static_cast<std::int64_t>(i);
            history_.values.push_back(std::move(values[order[i]]));
        }
        for (ObjectCall& call : history_.calls) {
            if (call.action == Action::put || call.reply == Reply::value) {
                call.value = ranks[static_cast<std::size_t>(call.value)];
            }
        }
    }

    const ObjectOptions* options_;
    ObjectHistory history_;
    detail::ValueNumbers numbers_;
    bool direction_known_ = false;
    bool least_first_ = false;
};

}  // namespace

}  // namespace sm::checkers

namespace sm::detail::inline checkers {

std::optional<ObjectHistory> translated(Object object,
                                        std::span<const history::Operation> operations,
                                        const ObjectOptions& options,
                                        const std::function<bool()>& go_on) {
    constexpr std::size_t between_looks = 4096;
    Translation translation(object, options);
    translation.reserve(operations.size());
    for (std::size_t i = 0; i < operations.size(); ++i) {
        if (i % between_looks == 0 && !go_on()) return std::nullopt;
        translation.add(operations[i], i);
    }
    return translation.finish();
}

}  // namespace sm::detail::inline checkers

namespace sm::checkers {}  // namespace sm::checkers

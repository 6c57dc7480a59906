#include <sm/checkers/object.hpp>

#include "checkers/translation.hpp"

namespace sm::checkers {

std::string_view to_string(Object object) {
    switch (object) {
        case Object::plain_register:
            return "register";
        case Object::cas_register:
            return "cas register";
        case Object::set:
            return "set";
        case Object::multiset:
            return "multiset";
        case Object::queue:
            return "queue";
        case Object::stack:
            return "stack";
        case Object::priority_queue:
            return "priority queue";
        case Object::counter:
            return "counter";
        case Object::mutex:
            return "mutex";
    }
    return "?";
}

bool ObjectCall::only_reads() const {
    switch (action) {
        case Action::read:
        case Action::contains:
        case Action::read_all:
            return true;
        case Action::cas:
            return reply == Reply::no || value == other;
        case Action::add:
        case Action::remove:
        case Action::take:
        case Action::acquire:
            return reply == Reply::no;
        case Action::write:
        case Action::put:
        case Action::release:
            break;
    }
    return false;
}

std::string ObjectHistory::show_value(std::int64_t value) const {
    if (object == Object::counter) return std::to_string(value);
    return value < 0 ? "nil" : to_string(values.at(static_cast<std::size_t>(value)));
}

ObjectHistory object_history(Object object, std::span<const history::Operation> operations,
                             const ObjectOptions& options) {
    return *detail::translated(object, operations, options, [] { return true; });
}

}  // namespace sm::checkers

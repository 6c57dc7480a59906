#include <sm/history/encoding.hpp>
#include <sm/value/to_string.hpp>

#include <algorithm>
#include <cctype>
#include <string>

namespace sm::history {
namespace {

std::vector<Value> data_of(const Tree& tree) {
    std::vector<Value> items;
    for (const Tree& item : tree.items()) items.push_back(to_value(item));
    return items;
}

Value map_of(const Tree& map) {
    std::vector<std::pair<Value, Value>> entries;
    for (std::size_t i = 0; i < map.size(); ++i) {
        entries.emplace_back(to_value(map.key(i)), to_value(map.item(i)));
    }
    return Value::map(std::move(entries));
}

Value record_of(const Tree& record) {
    if (record.empty()) return {};
    std::vector<std::pair<Value, Value>> fields;
    for (std::size_t i = 0; i < record.size(); ++i) {
        fields.emplace_back(Value::name(record.name(i)), to_value(record.item(i)));
    }
    return Value::map(std::move(fields));
}

/// The fields of a command but the one that is its key: none, the only one, or all in a list.
Value fields_of(const Tree& command, const Value& key) {
    if (!command.is(Tree::Kind::record)) return to_value(command);
    std::vector<Value> fields;
    bool key_left_out = key.is_nothing();
    for (const Tree& field : command.items()) {
        Value value = to_value(field);
        if (!key_left_out && value == key) {
            key_left_out = true;
        } else {
            fields.push_back(std::move(value));
        }
    }
    if (fields.empty()) return {};
    return fields.size() == 1 ? fields.front() : Value::list(std::move(fields));
}

}  // namespace

Value to_value(const Tree& tree) {
    using enum Tree::Kind;
    switch (tree.kind()) {
        case nothing:
            return {};
        case boolean:
            return Value::boolean(tree.boolean());
        case integer:
            return Value::integer(tree.integer());
        case real:
            return Value::real(tree.real());
        case text:
            return Value::text(tree.text());
        case symbol:
            return Value::name(tree.text());
        case list:
            return Value::list(data_of(tree));
        case map:
            return map_of(tree);
        case record:
            return record_of(tree);
        case natural:  // too large for an integer
        case duration:
            return Value::text(to_string(tree));
        case tagged:
            break;
    }
    Value value = to_value(tree.item(0));
    if (tree.text() == "some") return value;
    return Value::list({Value::name(tree.text()), std::move(value)});
}

}  // namespace sm::history

namespace sm::detail::inline history {

std::string function_of_name(std::string_view type_name) {
    std::string function;
    for (const char c : type_name.substr(0, type_name.find('<'))) {
        const bool upper = std::isupper(static_cast<unsigned char>(c)) != 0;
        if (upper && !function.empty()) function += '-';
        function += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return function;
}

Operation operation_of(const AnyEntry& entry, const Encoding& encoding, Timestamp start) {
    const CommandEncoding& words = encoding[entry.type->place];
    Operation operation;
    operation.process = entry.worker;
    operation.function = words.function;
    if (entry.type->partition != nullptr) {
        operation.key = to_value(entry.type->partition(entry.command.data()).tree());
    }
    operation.value = words.input != nullptr ? words.input(entry.command.data())
                                             : fields_of(entry.command.tree(), operation.key);
    operation.ending = entry.ending;
    const bool did_nothing =
        entry.answered() && words.took_effect != nullptr && !words.took_effect(entry.answer.data());
    if (did_nothing) {
        operation.ending = Ending::refused;
    } else if (entry.answered()) {
        operation.answer = words.output != nullptr
                               ? words.output(entry.command.data(), entry.answer.data())
                               : to_value(entry.answer.tree());
    } else if (!entry.reason.empty()) {
        operation.error = Value::text(entry.reason);
    }
    operation.invoked = entry.invoked;
    operation.returned = entry.indeterminate() ? never : entry.returned;
    operation.began = Duration{entry.invoked - start};
    const Timestamp ended = entry.returned == never ? entry.invoked : entry.returned;
    operation.ended = Duration{ended - start};
    return operation;
}

void number_in_order(Operations& operations) {
    std::stable_sort(operations.begin(), operations.end(),
                     [](const Operation& a, const Operation& b) { return a.invoked < b.invoked; });
    std::vector<Timestamp> timestamps;
    for (const Operation& operation : operations) {
        timestamps.push_back(operation.invoked);
        if (operation.returned != never) timestamps.push_back(operation.returned);
    }
    std::sort(timestamps.begin(), timestamps.end());
    timestamps.erase(std::unique(timestamps.begin(), timestamps.end()), timestamps.end());
    const auto number = [&](Timestamp timestamp) {
        return timestamp == never
                   ? never
                   : std::lower_bound(timestamps.begin(), timestamps.end(), timestamp) -
                         timestamps.begin();
    };
    for (Operation& operation : operations) {
        operation.invoked = number(operation.invoked);
        operation.returned = number(operation.returned);
    }
}

}  // namespace sm::detail::inline history

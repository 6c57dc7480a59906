#include <sm/history/encoding.hpp>
#include <sm/value/show.hpp>

#include <algorithm>
#include <cctype>
#include <string>

namespace sm {
namespace {

std::vector<Datum> data_of(const Tree& tree) {
    std::vector<Datum> items;
    for (const Tree& item : tree.items()) items.push_back(to_datum(item));
    return items;
}

Datum map_of(const Tree& map) {
    std::vector<std::pair<Datum, Datum>> entries;
    for (std::size_t i = 0; i < map.size(); ++i) {
        entries.emplace_back(to_datum(map.key(i)), to_datum(map.item(i)));
    }
    return Datum::map(std::move(entries));
}

Datum record_of(const Tree& record) {
    if (record.empty()) return {};
    std::vector<std::pair<Datum, Datum>> fields;
    for (std::size_t i = 0; i < record.size(); ++i) {
        fields.emplace_back(Datum::name(record.name(i)), to_datum(record.item(i)));
    }
    return Datum::map(std::move(fields));
}

/// The fields of a command but the one that is its key: none, the only one, or all in a list.
Datum fields_of(const Tree& command, const Datum& key) {
    if (!command.is(Tree::Kind::record)) return to_datum(command);
    std::vector<Datum> fields;
    bool key_left_out = key.is_nothing();
    for (const Tree& field : command.items()) {
        Datum datum = to_datum(field);
        if (!key_left_out && datum == key) {
            key_left_out = true;
        } else {
            fields.push_back(std::move(datum));
        }
    }
    if (fields.empty()) return {};
    return fields.size() == 1 ? fields.front() : Datum::list(std::move(fields));
}

}  // namespace

Datum to_datum(const Tree& tree) {
    using enum Tree::Kind;
    switch (tree.kind()) {
        case nothing:
            return {};
        case boolean:
            return Datum::boolean(tree.boolean());
        case integer:
            return Datum::integer(tree.integer());
        case real:
            return Datum::real(tree.real());
        case text:
            return Datum::text(tree.text());
        case symbol:
            return Datum::name(tree.text());
        case list:
            return Datum::list(data_of(tree));
        case map:
            return map_of(tree);
        case record:
            return record_of(tree);
        case natural:  // too large for an integer
        case duration:
            return Datum::text(show(tree));
        case tagged:
            break;
    }
    Datum value = to_datum(tree.item(0));
    if (tree.text() == "some") return value;
    return Datum::list({Datum::name(tree.text()), std::move(value)});
}

namespace detail::inline history {

std::string function_of_name(std::string_view type_name) {
    std::string function;
    for (const char c : type_name.substr(0, type_name.find('<'))) {
        const bool upper = std::isupper(static_cast<unsigned char>(c)) != 0;
        if (upper && !function.empty()) function += '-';
        function += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return function;
}

Operation operation_of(const AnyEntry& entry, const Wording& wording, Stamp start) {
    const CommandWording& words = wording[entry.type->place];
    Operation operation;
    operation.process = entry.worker;
    operation.function = words.function;
    if (entry.type->partition != nullptr) {
        operation.key = to_datum(entry.type->partition(entry.command.data()).tree());
    }
    operation.value = words.asked != nullptr ? words.asked(entry.command.data())
                                             : fields_of(entry.command.tree(), operation.key);
    operation.ending = entry.ending;
    const bool did_nothing =
        entry.answered() && words.happened != nullptr && !words.happened(entry.answer.data());
    if (did_nothing) {
        operation.ending = Ending::refused;
    } else if (entry.answered()) {
        operation.answer = words.told != nullptr
                               ? words.told(entry.command.data(), entry.answer.data())
                               : to_datum(entry.answer.tree());
    } else if (!entry.reason.empty()) {
        operation.error = Datum::text(entry.reason);
    }
    operation.invoked = entry.invoked;
    operation.returned = entry.open() ? never : entry.returned;
    operation.began = Duration{entry.invoked - start};
    const Stamp ended = entry.returned == never ? entry.invoked : entry.returned;
    operation.ended = Duration{ended - start};
    return operation;
}

void number_in_order(Operations& operations) {
    std::stable_sort(operations.begin(), operations.end(),
                     [](const Operation& a, const Operation& b) { return a.invoked < b.invoked; });
    std::vector<Stamp> stamps;
    for (const Operation& operation : operations) {
        stamps.push_back(operation.invoked);
        if (operation.returned != never) stamps.push_back(operation.returned);
    }
    std::sort(stamps.begin(), stamps.end());
    stamps.erase(std::unique(stamps.begin(), stamps.end()), stamps.end());
    const auto number = [&](Stamp stamp) {
        return stamp == never
                   ? never
                   : std::lower_bound(stamps.begin(), stamps.end(), stamp) - stamps.begin();
    };
    for (Operation& operation : operations) {
        operation.invoked = number(operation.invoked);
        operation.returned = number(operation.returned);
    }
}

}  // namespace detail::inline history
}  // namespace sm

#include "history/call_events.hpp"

#include <sm/value/detail/reading.hpp>
#include <sm/value/json.hpp>

#include <algorithm>
#include <utility>

#include "history/event_order.hpp"
#include "history/written_event.hpp"

namespace sm::detail::inline history {
namespace {

constexpr JsonStyle one_line{.indent = 0};

std::string begun_call(const AnyEntry& entry, const Vocabulary& vocabulary) {
    const BegunCall begun{entry.id, entry.invoked,
                          command_tree(*entry.type, entry.command, vocabulary)};
    return to_json(begun, one_line);
}

std::string ended_call(const AnyEntry& entry) { return to_json(ended_call_of(entry), one_line); }

/// The event without the end of its line.
std::string line_of(const WrittenEvent& event) {
    std::string line;
    json_lines_notation.add(line, event, 0);
    line.pop_back();
    return line;
}

Operation without_times(Operation operation) {
    operation.began = operation.ended = {};
    return operation;
}

/// Whether the timestamps are 1, 2, 3 and so on, as those of a run of one worker are.
bool counts_events(const AnyHistory& history) {
    const auto most = static_cast<Timestamp>(2 * history.entries.size());
    return std::all_of(history.entries.begin(), history.entries.end(), [&](const AnyEntry& entry) {
        return entry.invoked <= most && (entry.returned <= most || entry.returned == never);
    });
}

EventList event_list(std::span<const Operation> operations, std::span<const AnyEntry* const> calls,
                     const CallEncoding& encoding, Operation (*seen)(Operation)) {
    EventList list;
    list.places.resize(operations.size());
    std::size_t begun = 0;
    for_each_event(operations, [&](std::size_t place, bool is_end) {
        const AnyEntry* const entry = calls.empty() ? nullptr : calls[place];
        const Operation operation = seen(operations[place]);
        std::string call;
        if (entry != nullptr)
            call = is_end ? ended_call(*entry) : begun_call(*entry, encoding.vocabulary);
        if (!is_end) list.places[place] = begun++;
        list.events.add(parse_json(
            line_of(is_end ? completion_of(operation, call) : invocation_of(operation, call))));
    });
    return list;
}

const Tree& part(const Tree& event, std::string_view name) {
    const Tree* const found =
        event.is(Tree::Kind::map) ? event.find(Tree::text(std::string(name))) : nullptr;
    if (found == nullptr) throw BadValue("the event has no \"" + std::string(name) + "\"");
    return *found;
}

}  // namespace

Tree command_tree(const CommandType& type, const Any& command, const Vocabulary& vocabulary) {
    return write_tagged(vocabulary.tags[type.place], command.tree());
}

AnyEntry entry_for(const AnyStep& step) {
    AnyEntry entry;
    entry.id = step.id;
    entry.type = step.type;
    entry.command = step.command;
    return entry;
}

std::string begun_event(const AnyEntry& entry, const CallEncoding& encoding) {
    const Operation operation =
        without_times(operation_of(entry, encoding.encoding, entry.invoked));
    const std::string call = begun_call(entry, encoding.vocabulary);
    return line_of(invocation_of(operation, call));
}

std::string ended_event(const AnyEntry& entry, const CallEncoding& encoding) {
    const Operation operation =
        without_times(operation_of(entry, encoding.encoding, entry.invoked));
    const std::string call = ended_call(entry);
    return line_of(completion_of(operation, call));
}

CallEvent read_call_event(std::string_view line) {
    const Tree tree = parse_json(line);
    CallEvent event;
    event.begins = from_tree<std::string>(part(tree, "type"), "type") == "invoke";
    event.process = from_tree<int>(part(tree, "process"), "process");
    const Tree& call = part(tree, "call");
    if (event.begins) {
        event.begun = from_tree<BegunCall>(call, "call");
    } else {
        event.ended = from_tree<EndedCall>(call, "call");
    }
    return event;
}

EndedCall ended_call_of(const AnyEntry& entry) {
    EndedCall ended{.id = entry.id, .ending = entry.ending};
    if (entry.returned != never) ended.at = entry.returned;
    if (entry.answer.has_value()) ended.answer = entry.answer.tree();
    if (!entry.reason.empty()) ended.reason = entry.reason;
    return ended;
}

void finish_entry(AnyEntry& entry, const EndedCall& ended) {
    entry.returned = ended.at.value_or(never);
    entry.ending = ended.ending;
    if (ended.answer) entry.answer = entry.type->answer->read(*ended.answer);
    entry.reason = ended.reason.value_or("");
}

EventList events_of(std::span<const Operation> operations, std::span<const AnyEntry* const> calls,
                    const CallEncoding& encoding) {
    return event_list(operations, calls, encoding, [](Operation operation) { return operation; });
}

EventList events_of(const AnyHistory& history, const CallEncoding& encoding) {
    const Operations operations = operations_of(history, encoding.encoding);
    std::vector<const AnyEntry*> calls;
    for (const AnyEntry& entry : history.entries) calls.push_back(&entry);
    if (counts_events(history)) return event_list(operations, calls, encoding, without_times);
    return events_of(operations, calls, encoding);
}

Operations operations_of(const AnyHistory& history, const Encoding& encoding) {
    const Timestamp start = history.entries.empty() ? 0 : history.entries.front().invoked;
    Operations operations;
    for (const AnyEntry& entry : history.entries)
        operations.push_back(operation_of(entry, encoding, start));
    return operations;
}

}  // namespace sm::detail::inline history

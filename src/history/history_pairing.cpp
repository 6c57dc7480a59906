#include "history/history_pairing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/utf8.hpp"

namespace sm::detail::inline history {
namespace {

using Type = Event::Type;

Ending ending_of(Type type) {
    if (type == Type::ok) return Ending::answered;
    return type == Type::fail ? Ending::refused : Ending::unknown;
}

void check_fields(const Event& event) {
    if (event.type == Type::none) {
        throw Unpaired{"the event has no type; expected invoke, ok, fail or info"};
    }
    if (!event.has_process) {
        throw Unpaired{"the event has no process; expected the number of the client"};
    }
}

}  // namespace

std::size_t Pairing::line_of(std::size_t operation) const {
    return history_.lines[static_cast<std::size_t>(history_.operations[operation].invoked)];
}

void Pairing::add(Event& event) {
    check_fields(event);
    history_.lines.push_back(static_cast<std::uint32_t>(
        std::min<std::size_t>(event.line, std::numeric_limits<std::uint32_t>::max())));
    if (event.process == Operation::nemesis) return add_of_nemesis(event);
    saw_key_ = saw_key_ || event.has_key;
    Process& process = processes_[event.process];
    if (event.type == Type::invoke) {
        begin(event, process);
    } else {
        end(event, process);
    }
}

void Pairing::add_of_nemesis(Event& event) {
    if (event.function.empty())
        throw Unpaired{"the operation of the nemesis has no f; expected the name of its function"};
    Process& process = nemesis_[event.function];
    const bool its_end = process.operation != idle && event.type == Type::info;
    if (its_end) event.type = Type::ok;
    if (event.type == Type::invoke || event.type == Type::info) {
        process.operation = idle;
        begin(event, process);
    } else {
        end(event, process);
    }
}

void Pairing::begin(Event& event, Process& process) {
    if (process.operation != idle) {
        throw Unpaired{
            fmt::format("process {} invokes while its invocation of line {} has not ended; "
                        "expected its completion "
                        "first, or another process",
                        event.process, line_of(process.operation))};
    }
    if (process.lost_at != 0) {
        throw Unpaired{fmt::format(
            "process {} invokes again after the info of line {}, when its operation may still be "
            "pending; the process that takes its place needs a new number",
            event.process, process.lost_at)};
    }
    if (event.function.empty()) {
        throw Unpaired{"the invocation has no f; expected the name of its function"};
    }
    process.operation = history_.operations.size();
    Operation& operation = history_.operations.emplace_back();
    operation.process = event.process;
    operation.function = std::move(event.function);
    operation.key = std::move(event.key);
    operation.value = std::move(event.value);
    operation.invoked = static_cast<Timestamp>(history_.lines.size() - 1);
    operation.began = event.time;
}

void Pairing::end(Event& event, Process& process) {
    if (process.operation == idle) {
        const auto name = event.process == Operation::nemesis
                              ? "the nemesis"
                              : fmt::format("process {}", event.process);
        throw Unpaired{
            fmt::format("{} has an {} without an invocation; expected its invoke before it", name,
                        to_string(event.type))};
    }
    Operation& operation = history_.operations[process.operation];
    if (!event.function.empty() && event.function != operation.function) {
        throw Unpaired{
            fmt::format("process {} ends \"{}\" but invoked \"{}\" in line {}; expected the same f",
                        event.process, printable(event.function), printable(operation.function),
                        line_of(process.operation))};
    }
    operation.ending = ending_of(event.type);
    operation.ended = event.time;
    operation.error = std::move(event.error);
    if (operation.answered()) operation.answer = std::move(event.value);
    if (!operation.indeterminate())
        operation.returned = static_cast<Timestamp>(history_.lines.size() - 1);
    if (operation.indeterminate()) process.lost_at = event.line;
    process.operation = idle;
}

}  // namespace sm::detail::inline history

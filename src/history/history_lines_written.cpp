#include "history/history_lines_written.hpp"

#include <sm/base/misuse.hpp>

#include <fmt/format.h>

#include <iterator>
#include <string_view>

#include "history/edn.hpp"
#include "history/value_json.hpp"

namespace sm::detail::inline history {

/// What a line tells.
struct EventLines::Line {
    std::string_view type;
    const Operation& operation;
    const Value& value;
    const Value& error;
    Duration time;
};

namespace {

std::string_view type_of(const Operation& operation) {
    if (operation.by_nemesis()) return operation.refused() ? "fail" : "info";
    if (operation.answered()) return "ok";
    return operation.refused() ? "fail" : "info";
}

template <class Line>
void write_edn_line(std::string& out, const Line& line, std::int64_t index) {
    const Operation& operation = line.operation;
    fmt::format_to(std::back_inserter(out), "{{:index {}, :type :{}, :process ", index, line.type);
    out += operation.by_nemesis() ? ":nemesis" : std::to_string(operation.process);
    out += ", :f ";
    write_edn(out, Value::name(operation.function));
    if (!operation.key.is_nothing()) {
        out += ", :key ";
        write_edn(out, operation.key);
    }
    out += ", :value ";
    write_edn(out, line.value);
    if (!line.error.is_nothing()) {
        out += ", :error ";
        write_edn(out, line.error);
    }
    if (line.time != Duration{}) out += ", :time " + std::to_string(line.time.count());
    out += "}\n";
}

template <class Line>
void write_json_line(std::string& out, const Line& line) {
    const Operation& operation = line.operation;
    fmt::format_to(std::back_inserter(out), R"({{"type":"{}","process":)", line.type);
    out += operation.by_nemesis() ? "\"nemesis\"" : std::to_string(operation.process);
    out += ",\"f\":";
    write_json_string(out, operation.function);
    if (!operation.key.is_nothing()) {
        out += ",\"key\":";
        write_json(out, operation.key);
    }
    if (!line.value.is_nothing()) {
        out += ",\"value\":";
        write_json(out, line.value);
    }
    if (!line.error.is_nothing()) {
        out += ",\"error\":";
        write_json(out, line.error);
    }
    if (line.time != Duration{}) out += ",\"time\":" + std::to_string(line.time.count());
    out += "}\n";
}

}  // namespace

EventLines::EventLines(Format format) : format_(format) {
    if (format == Format::log) {
        throw Misuse("a history is not written as a log; write json_lines or edn");
    }
}

void EventLines::header(std::string& out) const {
    if (format_ == Format::json_lines) out += "{\"sm-history\":1}\n";
}

void EventLines::write(std::string& out, const Line& line) {
    if (format_ == Format::edn) {
        write_edn_line(out, line, index_);
    } else {
        write_json_line(out, line);
    }
    ++index_;
}

void EventLines::begin(std::string& out, const Operation& operation) {
    static const Value no_error;
    write(out, {"invoke", operation, operation.value, no_error, operation.began});
}

void EventLines::end(std::string& out, const Operation& operation) {
    const Value& value = operation.answered() ? operation.answer : operation.value;
    write(out, {type_of(operation), operation, value, operation.error, operation.ended});
}

}  // namespace sm::detail::inline history

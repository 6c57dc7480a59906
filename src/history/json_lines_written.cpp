#include <string>

#include "history/value_json.hpp"
#include "history/written_event.hpp"

namespace sm::detail::inline history {
namespace {

void add_json_line(std::string& out, const WrittenEvent& event, std::int64_t) {
    const Operation& operation = event.operation;
    out += "{\"type\":\"";
    out += event.type;
    out += "\",\"process\":";
    out += operation.by_nemesis() ? "\"nemesis\"" : std::to_string(operation.process);
    out += ",\"f\":";
    write_json_string(out, operation.function);
    if (!operation.key.is_nothing()) {
        out += ",\"key\":";
        write_json(out, operation.key);
    }
    if (!event.value.is_nothing()) {
        out += ",\"value\":";
        write_json(out, event.value);
    }
    if (!event.error.is_nothing()) {
        out += ",\"error\":";
        write_json(out, event.error);
    }
    if (event.time != Duration{}) out += ",\"time\":" + std::to_string(event.time.count());
    if (!event.call.empty()) {
        out += ",\"call\":";
        out += event.call;
    }
    out += "}\n";
}

}  // namespace

constinit const Notation json_lines_notation{"{\"sm-history\":1}\n", add_json_line};

}  // namespace sm::detail::inline history

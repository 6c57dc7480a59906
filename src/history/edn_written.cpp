#include <sm/base/misuse.hpp>
#include <sm/history/writer.hpp>

#include <fmt/format.h>

#include <iterator>
#include <ostream>

#include "history/edn.hpp"
#include "history/event_order.hpp"
#include "history/written_event.hpp"

namespace sm::detail::inline history {
namespace {

void add_edn_line(std::string& out, const WrittenEvent& event, std::int64_t index) {
    const Operation& operation = event.operation;
    fmt::format_to(std::back_inserter(out), "{{:index {}, :type :{}, :process ", index, event.type);
    out += operation.by_nemesis() ? ":nemesis" : std::to_string(operation.process);
    out += ", :f ";
    write_edn(out, Value::name(operation.function));
    if (!operation.key.is_nothing()) {
        out += ", :key ";
        write_edn(out, operation.key);
    }
    out += ", :value ";
    write_edn(out, event.value);
    if (!event.error.is_nothing()) {
        out += ", :error ";
        write_edn(out, event.error);
    }
    if (event.time != Duration{}) out += ", :time " + std::to_string(event.time.count());
    out += "}\n";
}

}  // namespace

constinit const Notation edn_notation{"", add_edn_line};

const Notation& notation_of(Format format) {
    switch (format) {
        case Format::json_lines:
            return json_lines_notation;
        case Format::edn:
            return edn_notation;
        case Format::json:
        case Format::log:
            break;
    }
    throw Misuse(fmt::format("a history is not written as {}; write json_lines or edn",
                             format == Format::log ? "a log" : "a JSON document"));
}

}  // namespace sm::detail::inline history

namespace sm::history {

void write(std::ostream& out, std::span<const Operation> operations, Format format) {
    detail::write_events(out, operations, detail::notation_of(format));
}

Writer::Writer(const std::filesystem::path& file, Format format)
    : Writer(file, detail::notation_of(format)) {}

}  // namespace sm::history

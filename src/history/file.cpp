#include <sm/history/file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "history/edn.hpp"
#include "history/history_event.hpp"
#include "history/history_keys.hpp"
#include "history/history_pairing.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace sm::history {
namespace {

using detail::EventReader;
using detail::HistorySource;

/// FILE:LINE, and what is to be said of it.
std::string at_line(std::string_view name, std::size_t line, std::string_view what) {
    return fmt::format("{}:{}: {}", name, line, what);
}

[[noreturn]] void refuse(std::string_view name, std::size_t line, std::string_view what) {
    throw BadHistory(at_line(name, line, what));
}

/// The format that the first characters tell.
std::optional<Format> format_of(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n,");
    if (begin == std::string_view::npos) return std::nullopt;
    text.remove_prefix(begin);
    const auto next = text.find_first_not_of(" \t\r\n", 1);
    const char second = next == std::string_view::npos ? '\0' : text[next];
    if (text[0] == '{' && second == '"') {
        const bool is_failure_file = text.substr(next).starts_with("\"sm\":");
        return is_failure_file ? Format::json : Format::json_lines;
    }
    if (text[0] == '{') return Format::edn;
    if (text[0] == '[' && second == '{') {
        const auto third = text.find_first_not_of(" \t\r\n", next + 1);
        const bool is_json = third != std::string_view::npos && text[third] == '"';
        return is_json ? Format::json : Format::edn;
    }
    if (text[0] == '[' && (second == '#' || second == ']')) return Format::edn;
    if (text[0] == '#' || text[0] == ';') return Format::edn;
    if (text.find("jepsen.util") != std::string_view::npos) return Format::log;
    return std::nullopt;
}

std::optional<Format> format_by_name(std::string_view name) {
    if (name.ends_with(".edn")) return Format::edn;
    if (name.ends_with(".log")) return Format::log;
    if (name.ends_with(".jsonl") || name.ends_with(".json")) return Format::json_lines;
    return std::nullopt;
}

Format detected_format(HistorySource& source, std::string_view name) {
    if (source.window().empty()) source.more();
    const auto window = source.window();
    if (window.find_first_not_of(" \t\r\n") == std::string_view::npos && source.ended()) {
        refuse(name, 1, "the file is empty; a history has a line for each event");
    }
    if (const auto format = format_of(window)) return *format;
    if (const auto format = format_by_name(name)) return *format;
    refuse(name, 1,
           "this is not a history in a known format; expected JSON lines ({\"type\": \"invoke\", "
           "...}), "
           "Jepsen's history.edn ({:type :invoke, ...}) or Jepsen's log");
}

std::unique_ptr<EventReader> reader_of(Format format, HistorySource& source) {
    switch (format) {
        case Format::json_lines:
            return detail::json_line_events(source);
        case Format::json:
            return detail::json_document_events(source);
        case Format::edn:
            return detail::edn_events(source);
        case Format::log:
            break;
    }
    return detail::log_events(source);
}

/// The line of a place in the window.
std::size_t line_at(const HistorySource& source, const char* at) {
    const auto window = source.window();
    const auto before = window.substr(0, static_cast<std::size_t>(at - window.data()));
    return source.line() + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
}

/// Whether the keys are to be taken out of the values; says why in `history.keys`.
bool has_keyed_values(RecordedHistory& history, std::string_view name, const ReadOptions& how,
                      bool keys_named) {
    if (how.keyed == KeyedValues::no) {
        history.keys = "values are taken as they are, as requested";
        return false;
    }
    if (how.keyed == KeyedValues::yes) {
        if (const auto first = detail::without_key(history.operations)) {
            const Operation& operation = history.operations[*first];
            refuse(name, history.lines[static_cast<std::size_t>(operation.invoked)],
                   "the value of " + to_string(operation) +
                       " is not [key value]; with independent "
                       "keys every call and its answer need one");
        }
        history.keys = "values are [key value], as requested";
        return true;
    }
    if (keys_named) {
        history.keys = "the file names the keys";
        return false;
    }
    const auto evidence = detail::evidence_of_keys(history.operations);
    history.keys = evidence.value_or("values are not [key value] throughout");
    return evidence.has_value();
}

/// Makes room for as many operations as the file has, if it goes on as it begins: to grow by
/// doubling would hold them twice for a while.
void reserve(RecordedHistory& history, const HistorySource& source) {
    constexpr std::size_t enough_to_tell = 1000;
    if (history.operations.size() != enough_to_tell) return;
    const std::size_t all = source.size() / std::max<std::size_t>(1, source.consumed());
    const std::size_t some_more = enough_to_tell + enough_to_tell / 8;
    history.operations.reserve((all + 1) * some_more);
    history.lines.reserve(2 * (all + 1) * some_more);
}

RecordedHistory read_all(HistorySource& source, std::string_view name, const ReadOptions& how) {
    RecordedHistory history;
    detail::Pairing pairing(history);
    bool keys_named = false;
    try {
        history.format = how.format ? *how.format : detected_format(source, name);
        const auto reader = reader_of(history.format, source);
        for (detail::Event event; reader->next(event);) {
            try {
                pairing.add(event);
                if (event.type == detail::Event::Type::invoke) reserve(history, source);
            } catch (const detail::Unpaired& unpaired) {
                refuse(name, event.line, unpaired.what);
            }
        }
        if (const auto warning = reader->warning(); !warning.empty()) {
            history.warnings.push_back(at_line(name, source.line(), warning));
        }
        keys_named = reader->names_keys() || pairing.saw_key();
    } catch (const detail::Malformed& malformed) {
        refuse(name, line_at(source, malformed.at), malformed.what);
    }
    if (history.operations.empty()) {
        refuse(name, 1, "there is no event in it; a history has a line for each");
    }
    if (has_keyed_values(history, name, how, keys_named)) detail::take_apart(history.operations);
    return history;
}

/// A file that is open while this lives.
struct OpenFile {
    explicit OpenFile(const std::filesystem::path& file)
        : descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
        if (descriptor < 0) throw std::system_error(errno, std::generic_category(), file.string());
    }
    ~OpenFile() { ::close(descriptor); }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    int descriptor;
};

}  // namespace

std::string_view to_string(Format format) {
    switch (format) {
        case Format::json_lines:
            return "json-lines";
        case Format::json:
            return "json";
        case Format::edn:
            return "edn";
        case Format::log:
            break;
    }
    return "log";
}

RecordedHistory read(int descriptor, std::string_view name, const ReadOptions& how) {
    HistorySource source(descriptor, name);
    return read_all(source, name, how);
}

RecordedHistory read(const std::filesystem::path& file, const ReadOptions& how) {
    const OpenFile open(file);
    return read(open.descriptor, file.string(), how);
}

RecordedHistory parse(std::string_view text, std::string_view name, const ReadOptions& how) {
    HistorySource source(text);
    return read_all(source, name, how);
}

Value parse_value(std::string_view edn) {
    detail::RecentWords words;
    detail::EdnCursor cursor(edn, true, words);
    try {
        Value value = cursor.form();
        if (cursor.skip()) cursor.fail("there is text after the value");
        return value;
    } catch (const detail::Malformed& malformed) {
        throw BadHistory(fmt::format("{}: {}", edn, malformed.what));
    } catch (const detail::EndedEarly& early) {
        throw BadHistory(fmt::format("{}: {}", edn, early.what));
    }
}

}  // namespace sm::history

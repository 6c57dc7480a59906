#pragma once
/// Reading histories of operations from files: JSON lines, and the formats of Jepsen.

#include <sm/history/operation.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sm::history {

/// The format of a file. docs/history-format.md describes each.
enum class Format : std::uint8_t {
    json_lines,  ///< ours: an event a line
    json,        ///< one document: an array of such events, or a failure file, which has one
    edn,         ///< Jepsen's history.edn: maps of events, in a vector or not
    log,         ///< the lines of Jepsen's log that are events
};

/// The name of a format: "json-lines", "json", "edn" or "log".
std::string_view to_string(Format format);

/// Whether a value `[k v]` is about the value v of the key k, as Jepsen's independent tests have
/// it.
enum class KeyedValues : std::uint8_t {
    automatic,  ///< where all speaks for it; `RecordedHistory::keys` says what did
    yes,
    no,
};

struct ReadOptions {
    std::optional<Format> format{};  ///< none: detected from the content
    KeyedValues keyed = KeyedValues::automatic;
};

/// A text that is not a history. It says `FILE:LINE: what is wrong; what would be right`.
struct BadHistory : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A history as it was read. The timestamps of its operations count the events of the file from 0.
struct RecordedHistory {
    Operations operations{};
    Format format = Format::json_lines;
    std::string keys{};                   ///< whether values were taken apart by key, and why
    std::vector<std::string> warnings{};  ///< what was let pass, as `FILE:LINE: ...`
    std::vector<std::uint32_t> lines{};   ///< of each event, from 1
};

/// Reads a file in one pass, holding the operations and a part of the text of bounded size. Throws
/// BadHistory, and std::system_error for a file that cannot be read.
RecordedHistory read(const std::filesystem::path& file, const ReadOptions& how = {});

/// Reads an open file, such as standard input, to its end; `name` is its name in messages.
RecordedHistory read(int descriptor, std::string_view name, const ReadOptions& how = {});

/// The history in a text; `name` is its name in messages. Throws BadHistory.
RecordedHistory parse(std::string_view text, std::string_view name, const ReadOptions& how = {});

/// A value in Clojure's notation, as `show` writes it; throws BadHistory.
Value parse_value(std::string_view edn);

}  // namespace sm::history

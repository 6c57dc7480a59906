#pragma once
/// Questions about one source file that a rule of the repository asks.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace layout {

/// A file of the repository: its path from the root, and its lines.
struct Source {
    std::filesystem::path path;
    std::vector<std::string> lines;
};

/// Splits `text` into the lines of a source called `path`.
Source source(std::filesystem::path path, std::string_view text);

/// Reads `root / path`.
Source read(const std::filesystem::path& root, const std::filesystem::path& path);

/// A place where a rule is broken, as `path:line: what`.
std::string at(const Source& source, std::size_t index, std::string_view what);

/// The columns a line takes on a screen: characters, not bytes.
std::size_t columns(std::string_view line);

/// The text with comments, strings and characters blanked out, line for line.
std::vector<std::string> code(const Source& source);

/// A function's body: the line it opens on, and how many lines there are up to its closing brace.
struct Body {
    std::size_t index;
    std::size_t lines;
};

/// The bodies of functions that are not inside another function.
std::vector<Body> bodies(const Source& source);

/// The rooms whose headers are included by `<sm/room/...>`, with the lines.
struct Include {
    std::size_t index;
    std::string room;  // empty for `<sm/sm.hpp>` and the like
};
std::vector<Include> includes(const Source& source);

}  // namespace layout

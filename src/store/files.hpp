#pragma once
/// Files written at once, and read whole.

#include <filesystem>
#include <string>
#include <string_view>

namespace sm::store {

/// Under another name first, so that no reader sees a part, and nothing is left of it where it
/// fails. The folder is there. Throws std::system_error with the path.
void write_file(const std::filesystem::path& file, std::string_view text);

/// Throws std::system_error with the path.
std::string read_file(const std::filesystem::path& file);

/// Makes `link` lead to `target`, whatever it led to before, with no moment at which it is absent.
void relink(const std::filesystem::path& target, const std::filesystem::path& link);

}  // namespace sm::store

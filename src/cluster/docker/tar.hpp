#pragma once
/// A tar archive in memory whose bytes depend on names, modes and contents alone.

#include <string>

namespace sm::detail::inline cluster {

class Tar {
 public:
    /// Names are relative to the root. Throws Misuse for one that does not fit the format.
    void add_directory(const std::string& name);
    void add_file(const std::string& name, unsigned mode, const std::string& content);
    /// The archive with its end mark.
    std::string finish();

 private:
    void add_header(const std::string& name, unsigned mode, std::size_t size, char type);

    std::string bytes_;
};

}  // namespace sm::detail::inline cluster

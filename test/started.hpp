#pragma once
/// Another program, run to its end: what it printed and how it ended.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <sys/wait.h>

namespace started {

/// A folder of its own, gone at the end.
struct Folder {
    std::filesystem::path path;

    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "sm-test-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
};

inline std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

struct Ended {
    int status = -1;  ///< what it exited with; -1 if a signal ended it
    std::string out;
    std::string err;
};

inline std::string quoted(const std::string& word) {
    std::string safe = "'";
    for (const char c : word) safe += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return safe + "'";
}

/// Runs the program in `folder` with these arguments and with no environment but this one.
inline Ended run(const std::string& program, const std::vector<std::string>& arguments,
                 const std::vector<std::string>& environment, const Folder& folder) {
    const auto out = folder.path / "out";
    const auto err = folder.path / "err";
    std::string line = "cd " + quoted(folder.path.string()) + " && exec /usr/bin/env -i";
    for (const auto& pair : environment) line += " " + quoted(pair);
    line += " " + quoted(program);
    for (const auto& argument : arguments) line += " " + quoted(argument);
    line += " </dev/null >" + quoted(out.string()) + " 2>" + quoted(err.string());
    const int status = std::system(line.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, contents(out), contents(err)};
}

inline Ended run(const std::string& program, const std::vector<std::string>& arguments,
                 const std::vector<std::string>& environment = {}) {
    const Folder folder;
    return run(program, arguments, environment, folder);
}

}  // namespace started

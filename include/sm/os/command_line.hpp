#pragma once
/// Running a child program to its end, with a time limit and without a shell.

#include <sm/base/clock.hpp>

#include <chrono>
#include <cstddef>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace sm {

struct CommandLine {
    std::vector<std::string> words{};                  ///< the program and its arguments
    std::map<std::string, std::string> environment{};  ///< added to this process's own
    int input = -1;                                    ///< a file descriptor to read; -1: nothing
    Duration limit = std::chrono::seconds{60};
    std::size_t output_limit = std::size_t{16} << 20;  ///< bytes kept of each stream
    std::string user{};  ///< whom it runs as; empty: as this process. Takes root
};

struct CommandResult {
    int exit_code = -1;  ///< -1: it ended by a signal
    int signal = 0;
    bool timed_out = false;  ///< it was killed at the limit, with what it had started
    std::string out{};
    std::string err{};
    Duration took{};

    explicit operator bool() const { return exit_code == 0 && !timed_out; }
};

/// The program does not exist or may not be executed.
struct CommandNotStarted : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Runs a program, found in PATH, to its end or its limit, and returns what it wrote.
///
/// The child gets no descriptor but the three standard ones, default signals, and a process group
/// of its own, so that Ctrl-C reaches this process alone. It may be called from several threads.
/// Throws CommandNotStarted, and Misuse for no words at all.
CommandResult run_command(const CommandLine& command);

}  // namespace sm

#pragma once
/// The commands of the `sm` program, each in a file of its own.

#include <functional>

#include <CLI/CLI.hpp>

/// What the program exits with.
namespace exit_code {

inline constexpr int valid = 0;
inline constexpr int invalid = 1;
inline constexpr int incomplete = 1;  ///< of reap: something was left
inline constexpr int unknown = 2;
inline constexpr int bad_usage = 64;
inline constexpr int bad_input = 65;

}  // namespace exit_code

struct Command {
    CLI::App* parser = nullptr;
    std::function<int()> run;  ///< once its arguments are parsed; gives the exit code
};

Command add_check(CLI::App& program);
Command add_reap(CLI::App& program);
Command add_report(CLI::App& program);
Command add_serve(CLI::App& program);

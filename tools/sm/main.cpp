/// The `sm` program.

#include <sm/base/misuse.hpp>
#include <sm/base/nearest.hpp>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "command.hpp"

namespace {

/// Says that a command is unknown.
int no_command(const std::string& written, const std::vector<Command>& commands) {
    std::vector<std::string> names;
    for (const Command& command : commands) names.push_back(command.parser->get_name());
    const std::vector<std::string_view> views(names.begin(), names.end());
    std::fprintf(
        stderr, "sm: there is no command \"%s\"%s sm --help lists those there are\n",
        written.c_str(),
        (sm::did_you_mean(written, views) + (sm::nearest(written, views).empty() ? ";" : ""))
            .c_str());
    return exit_code::bad_usage;
}

/// The first argument that looks like an option, and is none of the command's; else empty.
std::string unknown_option(const Command& command, const std::vector<std::string>& arguments) {
    for (const std::string& argument : arguments) {
        if (argument == "--") break;
        if (!argument.starts_with("--")) continue;
        std::string name = argument.substr(0, argument.find('='));
        if (command.parser->get_option_no_throw(name) == nullptr) return name;
    }
    return {};
}

/// Says that an option is unknown: the parser would first complain of one that is missing.
int no_option(const Command& command, const std::string& written) {
    std::vector<std::string> names;
    for (const CLI::Option* option : command.parser->get_options()) {
        for (const auto& name : option->get_lnames()) names.push_back("--" + name);
    }
    const std::vector<std::string_view> views(names.begin(), names.end());
    const auto meant = sm::did_you_mean(written, views);
    const auto name = command.parser->get_name();
    std::fprintf(stderr, "sm %s: there is no option %s%s sm %s --help lists those there are\n",
                 name.c_str(), written.c_str(), meant.empty() ? ";" : meant.c_str(), name.c_str());
    return exit_code::bad_usage;
}

int run(const Command& command) {
    try {
        return command.run();
    } catch (const sm::Misuse& misuse) {
        std::fprintf(stderr, "sm %s: %s\n", command.parser->get_name().c_str(), misuse.what());
        return exit_code::bad_usage;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "sm %s: %s\n", command.parser->get_name().c_str(), error.what());
        return exit_code::incomplete;
    }
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App program("sm: property-based state-machine testing of real systems");
    program.set_version_flag("--version", "sm " SM_VERSION);
    program.require_subcommand(1);
    const std::vector<Command> commands{add_check(program), add_report(program), add_serve(program),
                                        add_reap(program)};
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (!arguments.empty() && !arguments[0].starts_with('-')) {
        const auto command = std::find_if(
            commands.begin(), commands.end(),
            [&](const Command& one) { return one.parser->get_name() == arguments[0]; });
        if (command == commands.end()) return no_command(arguments[0], commands);
        const auto option = unknown_option(*command, arguments);
        if (!option.empty()) return no_option(*command, option);
    }
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? 0 : exit_code::bad_usage;
    }
    for (const Command& command : commands) {
        if (command.parser->parsed()) return run(command);
    }
    return exit_code::bad_usage;
}

#include <sm/base/misuse.hpp>
#include <sm/base/nearest.hpp>
#include <sm/check/options.hpp>
#include <sm/value/duration.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <map>
#include <string_view>

#include "check/given.hpp"

extern "C" char** environ;

namespace sm {
namespace {

using Set = void (*)(Options&, std::string_view);

/// Says what the value should have been; becomes a Misuse that names the flag or variable.
struct BadSetting {
    std::string wanted;
};

template <class Number>
Number number(std::string_view text, Number least = 0) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < least) {
        throw BadSetting{
            fmt::format("a whole number from {} to {}", least, std::numeric_limits<Number>::max())};
    }
    return value;
}

template <class Number>
Number positive(std::string_view text) {
    return number<Number>(text, 1);
}

bool truth(std::string_view text) {
    if (text == "1" || text == "true" || text == "on" || text == "yes") return true;
    if (text == "0" || text == "false" || text == "off" || text == "no") return false;
    throw BadSetting{"true or false"};
}

Duration duration(std::string_view text) {
    if (const auto time = parse_duration(text)) return *time;
    throw BadSetting{"a time with its unit, like 500ms, 10s, 5min or 1h"};
}

Duration some_time(std::string_view text) {
    const Duration value = duration(text);
    if (value == Duration{}) throw BadSetting{"a time longer than 0, like 500ms or 10s"};
    return value;
}

constexpr const char* interleavings_wanted =
    "threads, random[:SCHEDULES], priority[:DEPTH[:SCHEDULES]] or all[:PREEMPTIONS[:SCHEDULES]]";

/// The numbers behind the name, in their order; those that are not given stay as they are.
void read_numbers(std::string_view text, std::initializer_list<std::uint64_t*> numbers) {
    for (auto* const one : numbers) {
        if (text.empty()) return;
        text.remove_prefix(1);
        const auto end = std::min(text.find(':'), text.size());
        *one = number<std::uint64_t>(text.substr(0, end));
        text.remove_prefix(end);
    }
    if (!text.empty()) throw BadSetting{interleavings_wanted};
}

Interleavings interleavings(std::string_view text) {
    const auto name = text.substr(0, text.find(':'));
    const auto numbers = text.substr(name.size());
    if (name == "threads" && numbers.empty()) return Threads{};
    if (name == "random") {
        RandomSchedules random;
        read_numbers(numbers, {&random.schedules});
        return random;
    }
    if (name == "priority") {
        PrioritySchedules priority;
        read_numbers(numbers, {&priority.depth, &priority.schedules});
        return priority;
    }
    if (name == "all") {
        AllSchedules all;
        read_numbers(numbers, {&all.preemptions, &all.schedules});
        return all;
    }
    throw BadSetting{interleavings_wanted};
}

/// Throws Misuse for what tries nothing.
void check_interleavings(const Options& options) {
    const bool is_controlled = !std::holds_alternative<Threads>(options.interleavings);
    const auto schedules = std::visit(
        []<class How>(const How& how) -> std::uint64_t {
            if constexpr (std::is_same_v<How, Threads>) {
                return 1;
            } else {
                return how.schedules;
            }
        },
        options.interleavings);
    const auto* const priority = std::get_if<PrioritySchedules>(&options.interleavings);
    if (schedules == 0)
        throw Misuse("Options.interleavings has 0 schedules to try; it must be 1 or more");
    if (priority != nullptr && priority->depth == 0)
        throw Misuse("Options.interleavings has a depth of 0; it must be 1 or greater");
    if (is_controlled && options.fork) {
        throw Misuse(
            "Options.fork and Options.interleavings are both given; workers in a child process "
            "are threads, so that only one of the two is possible");
    }
    if (options.check_determinism && options.fork) {
        throw Misuse(
            "Options.fork and Options.check_determinism are both given; what happens in a child "
            "process is not "
            "compared, so that only one of the two is possible");
    }
}

struct Setting {
    const char* name;
    const char* value;
    const char* help;
    Set set;
    bool of_a_run = false;  ///< decides how one program runs, not only which are drawn
};

// One line an option: its name, its value, what it does, and how it is set.
const Setting settings[] = {
    {"seed", "N", "draw the programs that seed N decides",
     [](Options& o, std::string_view v) { o.seed = number<std::uint64_t>(v); }},
    {"programs", "N", "run N programs",
     [](Options& o, std::string_view v) { o.programs = positive<std::uint64_t>(v); }},
    {"length", "N", "at most N commands in a program",
     [](Options& o, std::string_view v) { o.length = positive<std::size_t>(v); }},
    {"workers", "N", "N workers at the same time; 1 is sequential",
     [](Options& o, std::string_view v) { o.workers = positive<std::size_t>(v); }},
    {"time-limit", "TIME", "stop looking for failures after this time; 0s is no limit",
     [](Options& o, std::string_view v) { o.time_limit = duration(v); }},
    {"command-time-limit", "TIME", "give one call this long to answer",
     [](Options& o, std::string_view v) { o.command_time_limit = some_time(v); }, true},
    {"shrink-executions", "N", "shrink in at most N runs of the system; 0 is not at all",
     [](Options& o, std::string_view v) { o.shrink.executions = number<std::uint64_t>(v); }},
    {"shrink-time", "TIME", "shrink for at most this time",
     [](Options& o, std::string_view v) { o.shrink.time = duration(v); }},
    {"corpus", "FOLDER", "keep failures in this folder; empty keeps none",
     [](Options& o, std::string_view v) { o.corpus = v; }},
    {"store", "FOLDER", "keep runs in this folder, for sm serve; empty keeps none",
     [](Options& o, std::string_view v) { o.store = v; }},
    {"swarm", "BOOL", "each program draws from a random subset of the commands",
     [](Options& o, std::string_view v) { o.swarm = truth(v); }},
    {"fork", "BOOL", "run each program in a child process, so that a crash is a failure",
     [](Options& o, std::string_view v) { o.fork = truth(v); }, true},
    {"check-determinism", "BOOL", "run each program twice; that the runs differ is a failure",
     [](Options& o, std::string_view v) { o.check_determinism = truth(v); }, true},
    {"allow-unknown", "BOOL", "a verdict that cannot be reached does not fail the test",
     [](Options& o, std::string_view v) { o.allow_unknown = truth(v); }, true},
    {"exceptions-unknown", "BOOL",
     "an exception from a command is an unknown outcome, not a failure",
     [](Options& o, std::string_view v) { o.exceptions_unknown = truth(v); }, true},
    {"interleavings", "HOW",
     "workers are threads, or take turns: random:SCHEDULES, priority:DEPTH:SCHEDULES or "
     "all:PREEMPTIONS:SCHEDULES",
     [](Options& o, std::string_view v) { o.interleavings = interleavings(v); }, true},
    {"replay", "FILE", "run the program of this failure file instead of new ones",
     [](Options& o, std::string_view v) { o.replay = v; }},
};

/// Of another room, and no option of a test.
constexpr std::string_view engine_variable = "SM_DOCKER";

std::string variable_of(std::string_view option) {
    std::string variable = "SM_";
    for (const char c : option) {
        variable += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    return variable;
}

void apply(Options& options, const Setting& setting, std::string_view value,
           const std::string& given_as) {
    try {
        setting.set(options, value);
    } catch (const BadSetting& bad) {
        throw Misuse(
            fmt::format("{}: \"{}\" is invalid; it must be {}", given_as, value, bad.wanted));
    }
}

/// The option that `option` looks like misspelt; null if it looks like none. Short ones are like
/// much, so that few letters may be wrong.
const Setting* meant_by(std::string_view option) {
    std::vector<std::string_view> names;
    for (const Setting& setting : settings) names.emplace_back(setting.name);
    const auto name = nearest(option, names, 2);
    const auto* const meant = std::find_if(std::begin(settings), std::end(settings),
                                           [&](const Setting& one) { return one.name == name; });
    return meant == std::end(settings) ? nullptr : meant;
}

/// Other programs have SM_ variables too; only what looks like one of ours misspelt is refused.
void refuse_misspelt(std::string_view variable) {
    if (variable == engine_variable) return;
    std::string option(variable.substr(3));
    for (char& c : option) {
        c = c == '_' ? '-' : static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    if (const Setting* meant = meant_by(option)) {
        throw Misuse(
            fmt::format("the environment variable {} is unknown; did you mean {}? "
                        "(--sm-help lists them all)",
                        variable, variable_of(meant->name)));
    }
}

void read_environment(Options& options) {
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view pair(*entry);
        if (!pair.starts_with("SM_")) continue;
        const auto equals = pair.find('=');
        const auto variable = pair.substr(0, equals);
        const auto known =
            std::find_if(std::begin(settings), std::end(settings),
                         [&](const Setting& s) { return variable_of(s.name) == variable; });
        if (known == std::end(settings)) {
            refuse_misspelt(variable);
        } else if (equals != std::string_view::npos) {
            apply(options, *known, pair.substr(equals + 1), std::string(variable));
        }
    }
}

/// The arguments of this process, whichever `main` it has.
std::vector<std::string> arguments() {
    std::ifstream file("/proc/self/cmdline", std::ios::binary);
    std::vector<std::string> all;
    for (std::string argument; std::getline(file, argument, '\0');) all.push_back(argument);
    return all;
}

void read_flags(Options& options) {
    static const auto all = arguments();
    for (const std::string& argument : all) {
        if (!argument.starts_with("--sm-")) continue;
        const auto equals = argument.find('=');
        const auto name = argument.substr(5, equals == std::string::npos ? equals : equals - 5);
        const auto known = std::find_if(std::begin(settings), std::end(settings),
                                        [&](const Setting& s) { return s.name == name; });
        if (known == std::end(settings)) {
            const Setting* meant = meant_by(name);
            throw Misuse(fmt::format(
                "the flag --sm-{} is unknown; {}--sm-help lists those there are", name,
                meant == nullptr ? "" : fmt::format("did you mean --sm-{}? ", meant->name)));
        }
        // A bare --sm-fork switches on; every other value is given after "=".
        if (equals == std::string::npos && known->value != std::string_view("BOOL")) {
            throw Misuse(fmt::format("the flag --sm-{} has no value; write --sm-{}={}", name, name,
                                     known->value));
        }
        const auto value = equals == std::string::npos ? "true" : argument.substr(equals + 1);
        apply(options, *known, value, "--sm-" + name);
    }
}

/// Answers `--sm-help` before main, so that it works whichever main the suite links.
[[maybe_unused]] const bool help_answered = [] {
    for (const std::string& argument : arguments()) {
        if (argument != "--sm-help") continue;
        std::fputs(options_help().c_str(), stdout);
        std::fflush(stdout);
        std::_Exit(0);
    }
    return true;
}();

}  // namespace

Options resolve(Options in_code) {
    Options options = std::move(in_code);
    for (const auto& [field, value] :
         {std::pair<const char*, std::uint64_t>{"programs", options.programs},
          {"length", options.length},
          {"workers", options.workers}}) {
        if (value == 0)
            throw Misuse(fmt::format("Options.{} is 0; it must be 1 or greater", field));
    }
    if (options.time_limit < Duration{}) {
        throw Misuse(fmt::format("Options.time_limit is {} ns; it must be 0, for none, or longer",
                                 options.time_limit.count()));
    }
    if (options.command_time_limit <= Duration{}) {
        throw Misuse(fmt::format("Options.command_time_limit is {} ns; it must be longer than 0",
                                 options.command_time_limit.count()));
    }
    read_environment(options);
    read_flags(options);
    check_interleavings(options);
    return options;
}

namespace detail::inline check {

std::vector<std::string> given_settings(bool of_a_run) {
    std::map<std::string, std::string> given;
    for (const Setting& setting : settings) {
        const std::string name = setting.name;
        if (name == "seed" || name == "replay" || (of_a_run && !setting.of_a_run)) continue;
        const char* variable = std::getenv(variable_of(name).c_str());
        if (variable != nullptr) given[variable_of(name)] = variable;
        for (const std::string& argument : arguments()) {
            if (argument == "--sm-" + name) given[variable_of(name)] = "true";
            if (!argument.starts_with("--sm-" + name + "=")) continue;
            given[variable_of(name)] = argument.substr(argument.find('=') + 1);
        }
    }
    std::vector<std::string> words;
    for (const auto& [variable, value] : given) words.push_back(variable + ("=" + value));
    return words;
}

}  // namespace detail::inline check

std::string options_help() {
    std::string text =
        "Options of every sm test in this program. A flag overrides the environment variable,\n"
        "which overrides the code.\n\n";
    for (const Setting& setting : settings) {
        const auto flag = fmt::format("--sm-{}={}", setting.name, setting.value);
        const auto variable = fmt::format("{}={}", variable_of(setting.name), setting.value);
        text += fmt::format("  {:<32} {:<32}\n      {}\n", flag, variable, setting.help);
    }
    return text;
}

}  // namespace sm

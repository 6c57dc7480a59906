#include "check/message.hpp"

#include <sm/check/detail/current_test.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <string_view>

#include "check/given.hpp"

namespace sm::detail {
namespace {

std::string program_path() {
    std::ifstream file("/proc/self/cmdline", std::ios::binary);
    std::string path;
    std::getline(file, path, '\0');
    return path;
}

/// As a shell takes it for one word.
std::string quoted(const std::string& word) {
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("/._-=+:,@%").find(c) != std::string_view::npos;
    };
    if (!word.empty() && std::all_of(word.begin(), word.end(), plain)) return word;
    std::string safe = "'";
    for (const char c : word) safe += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return safe + "'";
}

std::string counted(std::uint64_t count, std::string_view what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string shrunk_text(const Findings& findings, std::size_t calls) {
    const std::string size = counted(calls, "call");
    if (findings.shrink_executions == 0) return size;
    const std::string runs = counted(findings.shrink_executions, "run");
    const std::string text = findings.first_size == calls
                                 ? fmt::format("{}, none fewer found in {}", size, runs)
                                 : fmt::format("shrunk from {} to {} in {}",
                                               counted(findings.first_size, "call"), calls, runs);
    return findings.shrunk ? text : text + ", where the budget ended it";
}

std::string history_lines(const FailureText& text) {
    if (!text.refusal.empty()) return explained({text.calls, text.prefix, {text.refusal}});
    return text.concurrent ? drawn(text.calls) : listed(text.calls);
}

}  // namespace

std::string headline(Failure failure, const Judgement& judgement, bool concurrent) {
    switch (failure) {
        case Failure::wrong_answer:
            if (!judgement.reason.empty()) return judgement.reason;
            return concurrent ? "no order of these calls explains the answers"
                              : "the last answer is not what the model allows";
        case Failure::exception:
            return "a command threw: " + judgement.reason;
        case Failure::crash:
            return judgement.reason;
        case Failure::undecided:
            return "nobody can tell: " + judgement.reason;
        default:
            return judgement.reason;
    }
}

std::string failure_message(const Findings& findings, const FailureText& text,
                            const std::string& found) {
    std::string message = fmt::format(
        "{}: {}\n", findings.name, headline(findings.failure, findings.judgement, text.concurrent));
    message += fmt::format("  found {}, {}; fails {} of {}\n\n", found,
                           shrunk_text(findings, text.calls.size()), findings.failure_rate.failures,
                           findings.failure_rate.runs);
    if (!text.initial.empty()) message += "  from " + text.initial + "\n\n";
    message += history_lines(text) + "\n";
    message += "  reproduce: " + findings.command_line + "\n";
    return message;
}

std::string reproduction_line(const Findings& findings) {
    const bool has_file = !findings.failure_file.empty();
    std::string line = has_file ? "SM_REPLAY=" + quoted(findings.failure_file) + " "
                                : fmt::format("SM_SEED={} ", findings.seed);
    for (const std::string& setting : given_settings(has_file)) {
        const auto equals = setting.find('=') + 1;
        const std::string value = setting.substr(equals);
        line += setting.substr(0, equals) + (value.empty() ? value : quoted(value)) + " ";
    }
    line += quoted(program_path());
    if (framework().filter_flag != nullptr) {
        const std::string flag = framework().filter_flag(findings.name);
        if (!flag.empty()) line += " " + quoted(flag);
    }
    return line;
}

}  // namespace sm::detail

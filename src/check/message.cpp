#include "check/message.hpp"

#include <sm/check/detail/current_test.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

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

std::string shrunk_text(const Findings& findings, std::size_t calls) {
    if (findings.shrink_executions == 0) return fmt::format("{} calls", calls);
    return fmt::format("shrunk from {} calls to {} in {} runs", findings.first_size, calls,
                       findings.shrink_executions);
}

std::string history_lines(const FailureText& text) {
    std::string lines;
    int number = 0;
    for (const CallText& call : text.calls) {
        lines += fmt::format("    {:>3} {}{}{}{}\n", ++number,
                             text.concurrent ? fmt::format("worker {}  ", call.worker + 1) : "",
                             call.command, call.outcome.empty() ? "" : " → " + call.outcome,
                             call.culprit ? "   <-- here" : "");
    }
    return lines;
}

std::string explained_line(const FailureText& text) {
    const auto culprit = std::find_if(text.calls.begin(), text.calls.end(),
                                      [](const CallText& call) { return call.culprit; });
    if (culprit == text.calls.end()) return {};
    std::string line =
        fmt::format("  explained up to {}: model {}", culprit->command, text.model_before);
    if (!text.model_answer.empty()) {
        line +=
            fmt::format(" answers {}, the system answered {}", text.model_answer, culprit->outcome);
    } else if (!culprit->outcome.empty()) {
        line += fmt::format(" does not allow the answer {}", culprit->outcome);
    }
    line += '\n';
    if (text.difference != "no change") {
        line += fmt::format("  since the start: {}\n", text.difference);
    }
    return line;
}

}  // namespace

std::string headline(Failure failure, const Judgement& judgement, bool concurrent) {
    switch (failure) {
        case Failure::wrong_answer:
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
    message += history_lines(text);
    message += '\n';
    if (findings.failure == Failure::wrong_answer) message += explained_line(text);
    message += "  reproduce: " + findings.command_line + "\n";
    return message;
}

std::string reproduction_line(const Findings& findings) {
    std::string line;
    if (!findings.failure_file.empty()) {
        line = "SM_REPLAY=" + quoted(findings.failure_file) + " ";
    } else {
        line = fmt::format("SM_SEED={} ", findings.seed);
    }
    line += quoted(program_path());
    if (framework().filter_flag != nullptr) {
        const std::string flag = framework().filter_flag(findings.name);
        if (!flag.empty()) line += " " + quoted(flag);
    }
    return line;
}

}  // namespace sm::detail

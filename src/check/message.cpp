#include "check/message.hpp"

#include <sm/check/detail/current_test.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <string_view>

#include "check/given.hpp"

namespace sm::detail::inline check {
namespace {

/// How this process was called, without the library's own flags.
std::vector<std::string> own_words() {
    std::ifstream file("/proc/self/cmdline", std::ios::binary);
    std::vector<std::string> words;
    for (std::string word; std::getline(file, word, '\0');) {
        if (words.empty() || !word.starts_with("--sm-")) words.push_back(word);
    }
    return words;
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

std::string size_text(const ProgramSize& size) {
    const std::string calls = counted(size.calls, "call");
    return size.faults == 0 ? calls
                            : fmt::format("{} and {}", calls, counted(size.faults, "fault"));
}

std::string shrunk_text(const ReportSummary& summary, const ProgramSize& now) {
    if (summary.shrink_executions == 0) return size_text(now);
    const ProgramSize first{summary.first_size, summary.first_faults};
    const std::string runs = counted(summary.shrink_executions, "run");
    const bool same = first.calls == now.calls && first.faults == now.faults;
    const std::string to = first.faults == 0 ? std::to_string(now.calls) : size_text(now);
    const std::string text =
        same ? fmt::format("{}, no smaller program found in {}", size_text(now), runs)
             : fmt::format("shrunk from {} to {} in {}", size_text(first), to, runs);
    return summary.shrunk ? text : text + ", when the shrink budget ran out";
}

std::string history_lines(const FailureText& text) {
    if (!text.refusal.empty())
        return to_string(Explanation{text.calls, text.prefix, {text.refusal}});
    return text.concurrent ? drawn(text.calls) : listed(text.calls);
}

/// The last ones, where they are many.
std::string turns_lines(const std::vector<std::string>& turns) {
    if (turns.empty()) return {};
    constexpr std::size_t most = 30;
    const std::size_t first = turns.size() - std::min(turns.size(), most);
    std::string lines = "  schedule of the workers:\n";
    if (first > 0) lines += fmt::format("    … {} turns not shown\n", first);
    for (std::size_t turn = first; turn < turns.size(); ++turn)
        lines += "    " + turns[turn] + "\n";
    return lines + "\n";
}

}  // namespace

std::string headline(Failure failure, const Conclusion& conclusion, bool concurrent) {
    switch (failure) {
        case Failure::wrong_answer:
            if (!conclusion.reason.empty()) return conclusion.reason;
            return concurrent ? "not linearizable: no order of the calls that respects real time "
                                "explains the answers"
                              : "the last answer is not what the model allows";
        case Failure::exception:
            return "a command threw: " + conclusion.reason;
        case Failure::crash:
        case Failure::broken:
        case Failure::other_run:
            return conclusion.reason;
        case Failure::undecided:
            return "undecided: " + conclusion.reason;
        default:
            return conclusion.reason;
    }
}

std::string failure_message(const ReportSummary& summary, const FailureText& text,
                            const std::string& found) {
    std::string message = fmt::format(
        "{}: {}\n", summary.name, headline(summary.failure, summary.conclusion, text.concurrent));
    message += fmt::format("  found {}, {}; fails {} of {}\n\n", found,
                           shrunk_text(summary, {text.calls.size() - text.faults, text.faults}),
                           summary.failure_rate.failures, summary.failure_rate.runs);
    if (!text.initial.empty()) message += "  from " + text.initial + "\n\n";
    message += history_lines(text) + "\n" + turns_lines(text.turns);
    if (!summary.log_file.empty()) message += "  log: " + summary.log_file + "\n";
    if (!summary.picture_file.empty()) message += "  picture: " + summary.picture_file + "\n";
    if (!summary.run_directory.empty())
        message += "  run directory: " + summary.run_directory + "\n";
    message += "  reproduce: " + summary.command_line + "\n";
    return message;
}

std::string reproduction_line(const ReportSummary& summary) {
    const bool has_file = !summary.failure_file.empty();
    std::string line = has_file ? "SM_REPLAY=" + quoted(summary.failure_file) + " "
                                : fmt::format("SM_SEED={} ", summary.seed);
    for (const std::string& setting : given_settings(has_file)) {
        const auto equals = setting.find('=') + 1;
        const std::string value = setting.substr(equals);
        line += setting.substr(0, equals) + (value.empty() ? value : quoted(value)) + " ";
    }
    const auto words = own_words();
    line += quoted(words.empty() ? "" : words.front());
    if (framework().filter_flag != nullptr) {
        const std::string flag = framework().filter_flag(summary.name);
        if (!flag.empty()) line += " " + quoted(flag);
        return line;
    }
    // What is tested may be decided by the program's own options.
    for (std::size_t i = 1; i < words.size(); ++i) line += " " + quoted(words[i]);
    return line;
}

}  // namespace sm::detail::inline check

#include <sm/base/misuse.hpp>
#include <sm/run/statistics.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace sm {
namespace {

double percent(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

Statistics::Statistics(std::span<const std::string_view> commands)
    : names_(commands.begin(), commands.end()),
      calls_(commands.size() * endings),
      pairs_(commands.size() * commands.size()) {}

void Statistics::add(const Statistics& other) {
    if (names_.empty()) {
        names_ = other.names_;
        calls_.resize(other.calls_.size());
        pairs_.resize(other.pairs_.size());
    }
    if (!other.names_.empty() && other.names_ != names_) {
        throw Misuse(
            fmt::format("Statistics::add: counts of {} cannot be added to counts of {}; add up "
                        "those of the same commands",
                        fmt::join(other.names_, ", "), fmt::join(names_, ", ")));
    }
    for (std::size_t i = 0; i < other.calls_.size(); ++i) calls_[i] += other.calls_[i];
    for (std::size_t i = 0; i < other.pairs_.size(); ++i) pairs_[i] += other.pairs_[i];
    for (const auto& [label, count] : other.labels_) labels_[label] += count;
    programs_ += other.programs_;
    discards_ += other.discards_;
    cut_short_ += other.cut_short_;
}

std::uint64_t Statistics::calls() const {
    std::uint64_t total = 0;
    for (const auto count : calls_) total += count;
    return total;
}

std::uint64_t Statistics::calls(std::size_t command) const {
    std::uint64_t total = 0;
    for (std::size_t e = 0; e < endings; ++e) total += calls_[command * endings + e];
    return total;
}

std::uint64_t Statistics::calls(Ending ending) const {
    std::uint64_t total = 0;
    for (std::size_t c = 0; c < names_.size(); ++c) {
        total += calls_[c * endings + static_cast<std::size_t>(ending)];
    }
    return total;
}

std::string Statistics::text() const {
    const auto total = calls();
    std::string text = fmt::format("{} programs, {} calls, {} drawn commands discarded\n",
                                   programs_, total, discards_);
    std::size_t width = 0;
    for (const auto& name : names_) width = std::max(width, name.size());
    for (std::size_t c = 0; c < names_.size(); ++c) {
        text += fmt::format("  {:<{}} {:>8} {:5.1f} %", names_[c], width, calls(c),
                            percent(calls(c), total));
        const auto count = [&](Ending ending) {
            return calls_[c * endings + static_cast<std::size_t>(ending)];
        };
        const auto silent = count(Ending::unknown) + count(Ending::timed_out);
        if (const auto n = count(Ending::refused)) text += fmt::format("  {} refused", n);
        if (silent != 0) text += fmt::format("  {} unknown", silent);
        if (const auto n = count(Ending::not_run)) text += fmt::format("  {} not run", n);
        text += '\n';
    }
    for (const auto& [label, count] : labels_) {
        text += fmt::format("  label {:<{}} {:>8} {:5.1f} % of calls\n", label, width, count,
                            percent(count, total));
    }
    return text + warnings();
}

std::string Statistics::warnings() const {
    std::string text;
    const auto total = calls();
    const auto answered = calls(Ending::answered);
    if (total > 0 && answered * 2 < total) {
        text +=
            fmt::format("  warning: only {:.0f} % of the calls were answered; little was tested\n",
                        percent(answered, total));
    }
    if (discards_ > 10 * total) {
        text += fmt::format(
            "  warning: {} drawn commands were discarded for {} that ran; a `gen` that "
            "draws arguments for which `pre` holds would be faster\n",
            discards_, total);
    }
    if (cut_short_ > 0) {
        text += fmt::format("  warning: {} programs were cut short by a call that never answered\n",
                            cut_short_);
    }
    std::vector<std::string> unseen;
    for (std::size_t a = 0; a < names_.size(); ++a) {
        if (calls(a) == 0) text += fmt::format("  warning: {} was never called\n", names_[a]);
        for (std::size_t b = 0; b < names_.size(); ++b) {
            if (calls(a) > 0 && calls(b) > 0 && pair(a, b) == 0) {
                unseen.push_back(fmt::format("{} then {}", names_[a], names_[b]));
            }
        }
    }
    if (!unseen.empty()) {
        text += fmt::format("  never one after the other: {}", unseen[0]);
        for (std::size_t i = 1; i < std::min<std::size_t>(unseen.size(), 5); ++i)
            text += ", " + unseen[i];
        text += unseen.size() > 5 ? fmt::format(", and {} more\n", unseen.size() - 5) : "\n";
    }
    return text;
}

}  // namespace sm

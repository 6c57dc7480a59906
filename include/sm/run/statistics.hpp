#pragma once
/// What was tested: how often each command ran, its outcomes, which command followed which, labels.

#include <sm/history/outcome.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sm {

/// Counts over all programs of a test.
class Statistics {
 public:
    static constexpr std::size_t endings = 7;  ///< of Ending

    Statistics() = default;
    explicit Statistics(std::span<const std::string_view> commands);

    /// Counts one call; `previous` is the command before it on its worker, or npos.
    void count(std::size_t command, std::size_t previous, Ending ending) {
        ++calls_[command * endings + static_cast<std::size_t>(ending)];
        if (previous != npos) ++pairs_[previous * names_.size() + command];
    }
    void count_label(std::string_view label) { ++labels_[std::string(label)]; }
    void count_program() { ++programs_; }
    void count_cut_short() { ++cut_short_; }
    void count_discards(std::uint64_t discards) { discards_ += discards; }
    /// Throws Misuse for counts of other commands; empty ones go with any.
    void add(const Statistics& other);

    std::uint64_t programs() const { return programs_; }
    std::uint64_t discards() const { return discards_; }
    std::uint64_t cut_short() const { return cut_short_; }  ///< programs that a time-out ended
    std::uint64_t calls() const;
    std::uint64_t calls(std::size_t command) const;
    std::uint64_t calls(Ending ending) const;
    std::uint64_t pair(std::size_t first, std::size_t second) const {
        return pairs_[first * names_.size() + second];
    }
    const std::map<std::string, std::uint64_t>& labels() const { return labels_; }
    const std::vector<std::string>& names() const { return names_; }

    /// A few lines: calls by command, pairs never seen, labels, and a warning where little was
    /// tested.
    std::string text() const;

    static constexpr std::size_t npos = static_cast<std::size_t>(-1);

 private:
    std::string warnings() const;

    std::vector<std::string> names_;
    std::vector<std::uint64_t> calls_;
    std::vector<std::uint64_t> pairs_;
    std::map<std::string, std::uint64_t> labels_;
    std::uint64_t programs_ = 0;
    std::uint64_t discards_ = 0;
    std::uint64_t cut_short_ = 0;
};

}  // namespace sm

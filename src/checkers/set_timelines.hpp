#pragma once
/// When each element of a set was added, known, seen and missed.
///
/// Derived in docs/derivations/set-full.md.

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "checkers/numbered.hpp"
#include "checkers/tally.hpp"

namespace sm::detail::inline checkers {

/// One element; what it names are places in the history, kNowhere where there is no such operation.
struct Timeline {
    std::size_t add = kNowhere;         ///< the first that was not refused
    std::size_t refused = kNowhere;     ///< the first that was
    std::size_t known = kNowhere;       ///< whose return first showed that it is there
    std::size_t first_seen = kNowhere;  ///< the read that has it, and returned first
    std::size_t last_seen = kNowhere;   ///< the read that has it, and returned last
    std::size_t last_miss = kNowhere;   ///< the read that does not have it, and began last
    std::size_t most_in_a_read = 0;     ///< how often one read has it, at most
    bool acknowledged = false;          ///< an add was answered
    bool early = false;                 ///< seen before it can have been added
    bool missed_late = false;           ///< `last_miss` began after `known` returned
    bool gone = false;                  ///< `last_miss` began after `last_seen` returned

    bool tried() const { return add != kNowhere; }
    bool seen() const { return last_seen != kNowhere; }
    bool unexpected() const { return seen() && (!tried() || early); }
    bool missed_when_known() const { return known != kNowhere && missed_late; }
    bool lost() const { return missed_when_known() && (!seen() || gone); }
};

/// The timelines of all elements that were added or read. Takes time in proportion to the items of
/// all reads together: which read missed an element last is found by going through the reads from
/// the last to begin to the first, and counting how many in a row have it.
class SetTimelines {
 public:
    using Number = Numbered::Number;

    explicit SetTimelines(std::span<const history::Operation> operations);

    Timeline operator[](Number number) const;
    const history::Value& value(Number number) const { return numbers_[number]; }
    std::size_t reads() const { return reads_.size(); }
    /// All elements, ordered as values.
    std::vector<Number> in_order() const;
    /// The first read that has it most often, and how often that is.
    std::pair<std::size_t, std::size_t> most_duplicates(Number number) const;

 private:
    static constexpr std::uint32_t kNoRead = std::numeric_limits<std::uint32_t>::max();

    struct Added {
        std::size_t first = kNowhere;     ///< not refused, by invocation
        std::size_t answered = kNowhere;  ///< the first to return
        std::size_t refused = kNowhere;
    };
    /// By numbers of reads, from the last to begin on.
    struct Seen {
        std::uint32_t streak = 0;        ///< so many have it before one misses it
        std::uint32_t latest = kNoRead;  ///< the last one looked at that has it
        std::uint32_t first = kNoRead;   ///< returned first
        std::uint32_t last = kNoRead;    ///< returned last
    };

    Number number_of(const history::Value& value);
    void add(std::size_t place);
    void read(std::uint32_t read);
    bool returned_before(std::size_t a, std::size_t b) const {
        return operations_[a].returned < operations_[b].returned;
    }
    bool precedes(std::size_t a, std::size_t b) const {
        return operations_[a].returned < operations_[b].invoked;
    }

    std::span<const history::Operation> operations_;
    Numbered numbers_;
    std::vector<Added> added_;  // by number
    std::vector<Seen> seen_;    // by number
    std::vector<std::size_t> reads_;
    std::vector<std::pair<Number, std::uint32_t>> duplicates_;  // element and read, each time
};

}  // namespace sm::detail::inline checkers

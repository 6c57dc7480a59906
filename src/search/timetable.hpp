#pragma once
/// Which calls are in flight when the next one has to return.

#include <vector>

#include "search/search.hpp"

namespace sm::detail::inline search {

/// A history cut into levels. Level n is the time up to the nth return (by time, then by call); the
/// calls in flight then are those invoked no later than that, and not returned before. A call in
/// flight has a slot, that is a bit of a mask, which others get after it returned; those that only
/// read have slots of their own.
/// Optional calls never return; they have a bit each for good.
class Timetable {
 public:
    struct InFlight {
        CallId call;
        /// The one of its kind in this row that is due next before it; kNone if there is none.
        std::uint32_t twin;
    };
    static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

    /// `kinds` has a number for each call, none of them greater than the number of calls.
    Timetable(std::span<const Interval> calls, std::vector<Kind> kinds);

    /// The number of returns; a node on this level is done.
    std::uint32_t levels() const { return static_cast<std::uint32_t>(due_.size()); }
    /// The call that has to take effect before the level can be left.
    CallId due(std::uint32_t level) const { return due_[level]; }
    /// The calls in flight that will return, the next first.
    std::span<const InFlight> in_flight(std::uint32_t level) const {
        return {rows_.data() + row_begins_[level], row_begins_[level + 1] - row_begins_[level]};
    }
    bool any_reads(std::uint32_t level) const { return any_reads_[level] != 0; }
    /// The number of optional calls invoked so far; the first so many of `optional`.
    std::uint32_t optional_seen(std::uint32_t level) const { return optional_seen_[level]; }
    CallId optional(std::uint32_t place) const { return optional_[place]; }
    /// The place of the optional call of the same kind that came before, or kNone.
    std::uint32_t optional_twin(std::uint32_t place) const { return optional_twins_[place]; }

    bool read_only(CallId call) const { return calls_[call].read_only; }
    Kind kind(CallId call) const { return kinds_[call]; }
    std::uint32_t slot(CallId call) const { return slots_[call]; }
    std::size_t write_slots() const { return write_slots_; }
    std::size_t read_slots() const { return read_slots_; }
    std::size_t optionals() const { return optional_.size(); }

    std::size_t bytes() const;

    /// A number for the kind of each call, from 0 on and without gaps; calls like no other have
    /// their own.
    static std::vector<Kind> number_kinds(std::span<const Interval> calls);
    /// The bytes that the rows of a table of these calls will take.
    static std::size_t row_bytes(std::span<const Interval> calls);

 private:
    void sort_calls();
    void add_optionals();
    void add_row(const std::vector<CallId>& flying);

    std::span<const Interval> calls_;
    std::vector<Kind> kinds_;
    std::vector<CallId> due_;
    std::vector<CallId> invoked_;   // those that will return, by invocation
    std::vector<CallId> optional_;  // by invocation; those that only read are left out
    std::vector<std::uint32_t> optional_twins_;
    std::vector<std::uint32_t> optional_seen_;
    std::vector<InFlight> rows_;
    std::vector<std::size_t> row_begins_;
    std::vector<std::uint8_t> any_reads_;
    std::vector<std::uint32_t> slots_;
    std::vector<std::uint32_t> last_of_kind_;  // while building
    std::size_t write_slots_ = 0;
    std::size_t read_slots_ = 0;
};

}  // namespace sm::detail::inline search

#include "search/timetable.hpp"

#include <sm/base/misuse.hpp>

#include <algorithm>
#include <queue>
#include <string>
#include <tuple>
#include <unordered_map>

namespace sm::detail::inline search {

namespace {

void require_order(std::span<const Interval> calls) {
    for (std::size_t i = 0; i < calls.size(); ++i) {
        if (calls[i].optional || calls[i].invoked <= calls[i].returned) continue;
        throw Misuse("history, call " + std::to_string(i) + ": returned at " +
                     std::to_string(calls[i].returned) + ", before it was invoked at " +
                     std::to_string(calls[i].invoked) +
                     "; a call returns when it was invoked or later: correct the timestamps");
    }
}

/// Slots, the lowest free one first, so that masks stay short.
class Slots {
 public:
    std::uint32_t take() {
        if (free_.empty()) return count_++;
        const auto slot = free_.top();
        free_.pop();
        return slot;
    }
    void give_back(std::uint32_t slot) { free_.push(slot); }
    std::size_t count() const { return count_; }

 private:
    std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> free_;
    std::uint32_t count_ = 0;
};

}  // namespace

Timetable::Timetable(std::span<const Interval> calls, std::vector<Kind> kinds)
    : calls_(calls), kinds_(std::move(kinds)), last_of_kind_(calls.size(), kNone) {
    require_order(calls);
    sort_calls();
    add_optionals();

    std::vector<std::uint32_t> level_of(calls.size());
    for (std::uint32_t level = 0; level < levels(); ++level) level_of[due_[level]] = level;

    Slots slots[2];  // of those that may write, and of those that only read
    const auto slots_of = [&](CallId call) -> Slots& { return slots[read_only(call) ? 1 : 0]; };
    std::vector<CallId> flying;  // the next to return first
    std::size_t next = 0;
    row_begins_.push_back(0);
    for (const auto due : due_) {
        for (; next < invoked_.size(); ++next) {
            const auto call = invoked_[next];
            if (calls_[call].invoked > calls_[due].returned) break;
            slots_[call] = slots_of(call).take();
            const auto place =
                std::upper_bound(flying.begin(), flying.end(), call,
                                 [&](CallId a, CallId b) { return level_of[a] < level_of[b]; });
            flying.insert(place, call);
        }
        add_row(flying);
        slots_of(due).give_back(slots_[due]);
        flying.erase(flying.begin());  // it is `due`: its level is the lowest
    }
    write_slots_ = slots[0].count();
    read_slots_ = slots[1].count();
    last_of_kind_ = {};
}

std::vector<Kind> Timetable::number_kinds(std::span<const Interval> calls) {
    std::unordered_map<std::uint64_t, Kind> numbers;
    std::vector<Kind> kinds;
    Kind count = 0;
    for (const auto& call : calls) {
        // An optional call may be left out and another may not: they are no twins even if alike.
        const auto key = (std::uint64_t{call.kind} << 1) | (call.optional ? 1U : 0U);
        const auto known = call.kind == unique_kind ? numbers.end() : numbers.find(key);
        kinds.push_back(known == numbers.end() ? count++ : known->second);
        if (call.kind != unique_kind) numbers.emplace(key, kinds.back());
    }
    return kinds;
}

void Timetable::sort_calls() {
    slots_.assign(calls_.size(), 0);
    for (CallId call = 0; call < calls_.size(); ++call) {
        if (!calls_[call].optional) {
            due_.push_back(call);
            invoked_.push_back(call);
        } else if (!calls_[call].read_only) {  // nothing ever needs one that only reads
            optional_.push_back(call);
        }
    }
    const auto by_return = [&](CallId a, CallId b) {
        return std::tuple(calls_[a].returned, a) < std::tuple(calls_[b].returned, b);
    };
    const auto by_invocation = [&](CallId a, CallId b) {
        return std::tuple(calls_[a].invoked, a) < std::tuple(calls_[b].invoked, b);
    };
    std::sort(due_.begin(), due_.end(), by_return);
    std::sort(invoked_.begin(), invoked_.end(), by_invocation);
    std::sort(optional_.begin(), optional_.end(), by_invocation);
}

void Timetable::add_optionals() {
    for (std::uint32_t place = 0; place < optional_.size(); ++place) {
        const auto call = optional_[place];
        auto& last = last_of_kind_[kinds_[call]];
        slots_[call] = place;
        optional_twins_.push_back(last);
        last = place;
    }
    std::uint32_t seen = 0;
    for (const auto due : due_) {
        while (seen < optional_.size() && calls_[optional_[seen]].invoked <= calls_[due].returned) {
            ++seen;
        }
        optional_seen_.push_back(seen);
    }
}

void Timetable::add_row(const std::vector<CallId>& flying) {
    const auto begin = rows_.size();
    bool reads = false;
    for (std::uint32_t i = 0; i < flying.size(); ++i) {
        const auto call = flying[i];
        auto& last = last_of_kind_[kinds_[call]];
        rows_.push_back({call, last});
        last = i;
        reads = reads || calls_[call].read_only;
    }
    for (auto i = begin; i < rows_.size(); ++i) last_of_kind_[kinds_[rows_[i].call]] = kNone;
    row_begins_.push_back(rows_.size());
    any_reads_.push_back(reads ? 1 : 0);
}

std::size_t Timetable::row_bytes(std::span<const Interval> calls) {
    // Each call is in the rows of all returns from its invocation to its own return.
    std::vector<std::int64_t> returns;
    for (const auto& call : calls) {
        if (!call.optional) returns.push_back(call.returned);
    }
    std::sort(returns.begin(), returns.end());
    std::size_t entries = 0;
    for (const auto& call : calls) {
        if (call.optional) continue;
        const auto first = std::lower_bound(returns.begin(), returns.end(), call.invoked);
        const auto last = std::upper_bound(returns.begin(), returns.end(), call.returned);
        entries += static_cast<std::size_t>(std::max<std::ptrdiff_t>(last - first, 0));
    }
    return sizeof(InFlight) * 3 * entries;  // while the last row grows, old and new are held
}

std::size_t Timetable::bytes() const {
    return sizeof(InFlight) * rows_.capacity() + sizeof(std::size_t) * row_begins_.capacity() +
           sizeof(CallId) * (due_.capacity() + invoked_.capacity() + optional_.capacity() +
                             optional_twins_.capacity() + optional_seen_.capacity() +
                             kinds_.capacity() + slots_.capacity()) +
           any_reads_.capacity();
}

}  // namespace sm::detail::inline search

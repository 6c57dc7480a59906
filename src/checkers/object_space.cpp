#include "checkers/object_space.hpp"

#include <algorithm>
#include <bit>
#include <unordered_map>

#include "checkers/sequences.hpp"

namespace sm::detail::inline checkers {
namespace {

/// A register: its state is the number of its value.
class RegisterSpace final : public ObjectSpace {
 public:
    RegisterSpace(const ObjectHistory& history, std::span<const ObjectCall> calls)
        : history_(&history), calls_(calls) {}

    StateId initial() override { return static_cast<StateId>(history_->initial); }

    std::optional<StateId> step(StateId from, CallId id) override {
        const auto& call = calls_[id];
        const auto value = static_cast<StateId>(call.value);
        if (call.action == Action::write) return value;
        const bool same = from == value;
        if (call.action == Action::read) return same ? std::optional(from) : std::nullopt;
        if (call.reply != Reply::indeterminate && same != (call.reply == Reply::yes))
            return std::nullopt;
        return same ? static_cast<StateId>(call.other) : from;
    }

    std::string to_string(StateId state) const override { return history_->show_value(state); }

 private:
    const ObjectHistory* history_;
    std::span<const ObjectCall> calls_;
};

/// A mutex: 1 is held.
class MutexSpace final : public ObjectSpace {
 public:
    explicit MutexSpace(std::span<const ObjectCall> calls) : calls_(calls) {}

    StateId initial() override { return 0; }

    std::optional<StateId> step(StateId from, CallId id) override {
        const auto& call = calls_[id];
        const bool held = from == 1;
        if (call.action == Action::release) return held ? std::optional<StateId>(0) : std::nullopt;
        if (call.reply == Reply::no) return held ? std::optional(from) : std::nullopt;
        return held ? std::nullopt : std::optional<StateId>(1);
    }

    std::string to_string(StateId state) const override { return state == 1 ? "held" : "free"; }

 private:
    std::span<const ObjectCall> calls_;
};

class CounterSpace final : public ObjectSpace {
 public:
    CounterSpace(const ObjectHistory& history, std::span<const ObjectCall> calls) : calls_(calls) {
        intern(history.initial);
    }

    StateId initial() override { return 0; }

    std::optional<StateId> step(StateId from, CallId id) override {
        const auto& call = calls_[id];
        if (call.action == Action::read) {
            return sums_[from] == call.value ? std::optional(from) : std::nullopt;
        }
        // Wraps around, as a counter of 64 bits does.
        return intern(static_cast<std::int64_t>(static_cast<std::uint64_t>(sums_[from]) +
                                                static_cast<std::uint64_t>(call.value)));
    }

    std::size_t memory() const override {
        constexpr std::size_t place_in_index = 48;
        return sums_.size() * place_in_index + footprint(sums_);
    }

    std::string to_string(StateId state) const override { return std::to_string(sums_[state]); }

 private:
    StateId intern(std::int64_t sum) {
        const auto [at, fresh] = ids_.try_emplace(sum, static_cast<StateId>(sums_.size()));
        if (fresh) sums_.push_back(sum);
        return at->second;
    }

    std::span<const ObjectCall> calls_;
    std::vector<std::int64_t> sums_;
    std::unordered_map<std::int64_t, StateId> ids_;
};

/// Sets, multisets, queues, stacks and priority queues: sequences of values. Sets are in order, and
/// a priority queue has what is extracted first at its end.
class CollectionSpace final : public ObjectSpace {
 public:
    CollectionSpace(const ObjectHistory& history, std::span<const ObjectCall> calls)
        : history_(&history), calls_(calls) {
        states_.intern({});
    }

    StateId initial() override { return 0; }

    std::optional<StateId> step(StateId from, CallId id) override {
        const auto now = states_[from];
        items_.assign(now.begin(), now.end());
        if (!apply(calls_[id])) return std::nullopt;
        return states_.intern(items_);
    }

    std::size_t memory() const override { return states_.bytes(); }

    std::string to_string(StateId state) const override {
        const bool unordered =
            history_->object == Object::set || history_->object == Object::multiset;
        std::string shown;
        for (const auto item : states_[state]) {
            if (!shown.empty()) shown += ' ';
            shown += history_->show_value(item);
        }
        return unordered ? "#{" + shown + "}" : "[" + shown + "]";
    }

 private:
    using Item = Sequences::Item;

    bool apply(const ObjectCall& call) {
        switch (call.action) {
            case Action::put:
                return put(static_cast<Item>(call.value));
            case Action::take:
                return take(call);
            case Action::read_all:
                return std::equal(items_.begin(), items_.end(), contents(call).begin(),
                                  contents(call).end());
            default:
                return one_element(call);
        }
    }

    const std::vector<std::int64_t>& contents(const ObjectCall& call) const {
        return history_->contents[static_cast<std::size_t>(call.value)];
    }

    bool put(Item item) {
        auto place = items_.end();
        if (history_->object == Object::priority_queue) {
            place = std::lower_bound(items_.begin(), items_.end(), item, std::greater<>());
        }
        items_.insert(place, item);
        return true;
    }

    bool take(const ObjectCall& call) {
        if (items_.empty()) return call.reply != Reply::value;
        if (call.reply == Reply::no) return false;
        const auto place = history_->object == Object::queue ? items_.begin() : items_.end() - 1;
        if (call.reply == Reply::value && *place != call.value) return false;
        items_.erase(place);
        return true;
    }

    bool one_element(const ObjectCall& call) {
        const auto item = static_cast<Item>(call.value);
        const auto place = std::lower_bound(items_.begin(), items_.end(), item);
        const bool there = place != items_.end() && *place == item;
        const bool adds = call.action == Action::add;
        const bool agrees = there != adds;
        if (call.reply == Reply::yes || call.reply == Reply::no) {
            if (agrees != (call.reply == Reply::yes)) return false;
        }
        if (call.action == Action::remove && there) items_.erase(place);
        if (adds && (!there || history_->object == Object::multiset)) items_.insert(place, item);
        return true;
    }

    const ObjectHistory* history_;
    std::span<const ObjectCall> calls_;
    Sequences states_;
    std::vector<Item> items_;  // while stepping
};

/// Numbers for the kinds of calls, in an open-addressing table of their first examples.
class Kinds {
 public:
    explicit Kinds(std::span<const ObjectCall> calls)
        : calls_(calls), table_(std::bit_ceil(2 * calls.size() + 2), 0) {}

    Kind of(CallId id) {
        const auto last = table_.size() - 1;
        auto slot = hash(calls_[id]) & last;
        while (table_[slot] != 0 && !alike(calls_[table_[slot] - 1], calls_[id])) {
            slot = (slot + 1) & last;
        }
        if (table_[slot] == 0) table_[slot] = id + 1;
        return table_[slot] - 1;
    }

 private:
    static std::uint64_t hash(const ObjectCall& call) {
        const auto what =
            static_cast<std::uint64_t>(call.action) * 8 + static_cast<std::uint64_t>(call.reply);
        return mixed(mixed(what + 128 * static_cast<std::uint64_t>(call.value)) +
                     static_cast<std::uint64_t>(call.other));
    }

    static bool alike(const ObjectCall& a, const ObjectCall& b) {
        return a.action == b.action && a.reply == b.reply && a.value == b.value &&
               a.other == b.other;
    }

    std::span<const ObjectCall> calls_;
    std::vector<CallId> table_;  // first of its kind + 1; 0 is empty
};

}  // namespace

std::unique_ptr<ObjectSpace> object_space(const ObjectHistory& history,
                                          std::span<const ObjectCall> calls) {
    switch (history.object) {
        case Object::plain_register:
        case Object::cas_register:
            return std::make_unique<RegisterSpace>(history, calls);
        case Object::mutex:
            return std::make_unique<MutexSpace>(calls);
        case Object::counter:
            return std::make_unique<CounterSpace>(history, calls);
        default:
            return std::make_unique<CollectionSpace>(history, calls);
    }
}

std::vector<Interval> intervals_of(std::span<const ObjectCall> calls) {
    std::vector<Interval> intervals;
    intervals.reserve(calls.size());
    Kinds kinds(calls);
    for (CallId id = 0; id < calls.size(); ++id) {
        const auto& call = calls[id];
        intervals.push_back(
            {call.invoked, call.returned, call.indeterminate(), call.only_reads(), kinds.of(id)});
    }
    return intervals;
}

}  // namespace sm::detail::inline checkers

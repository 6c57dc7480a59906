#pragma once
/// What is going to happen, the earliest first.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sm::detail::inline simulation {

/// Nanoseconds since the simulation began.
using Instant = std::int64_t;

/// Something that events happen to; `what` is in its own words.
class EventHandler {
 public:
    virtual void happen(std::uint64_t what) = 0;

 protected:
    ~EventHandler() = default;
};

struct Event {
    Instant time = 0;
    std::uint64_t sequence = 0;  // which of two at the same time was arranged first
    EventHandler* who = nullptr;
    std::uint64_t what = 0;

    /// As one number each, in order to branch on nothing: which comes first is a matter of chance.
    bool before(const Event& other) const { return order() < other.order(); }

 private:
    __extension__ using Order = unsigned __int128;
    Order order() const { return static_cast<Order>(time) << 64 | sequence; }
};

/// A heap whose nodes have four children: half as deep as one of two, and they share cache lines.
class EventQueue {
 public:
    bool empty() const { return events_.empty(); }
    std::size_t size() const { return events_.size(); }
    const Event& first() const { return events_.front(); }

    void push(Instant time, EventHandler& who, std::uint64_t what) {
        push({time, sequence_++, &who, what});
    }
    /// After all that happens at this time, also what is arranged later.
    void push_last(Instant time, EventHandler& who, std::uint64_t what) {
        push({time, sequence_++ | last, &who, what});
    }

    /// Takes the first out; there must be one.
    Event pop() {
        const auto first = events_.front();
        const auto rest = events_.back();
        events_.pop_back();
        if (!events_.empty()) sink(rest);
        return first;
    }

 private:
    static constexpr std::size_t children = 4;
    static constexpr std::uint64_t last = std::uint64_t{1} << 63;

    void push(const Event& event) {
        auto hole = events_.size();
        events_.push_back(event);
        while (hole > 0) {
            const auto parent = (hole - 1) / children;
            if (!event.before(events_[parent])) break;
            events_[hole] = events_[parent];
            hole = parent;
        }
        events_[hole] = event;
    }

    /// Lets the hole at the top sink until `event` fits into it.
    void sink(const Event& event) {
        std::size_t hole = 0;
        const auto size = events_.size();
        for (auto child = std::size_t{1}; child < size; child = hole * children + 1) {
            const auto least = first_child(child, size);
            if (!events_[least].before(event)) break;
            events_[hole] = events_[least];
            hole = least;
        }
        events_[hole] = event;
    }

    /// Of those from `child` on that have the same parent.
    std::size_t first_child(std::size_t child, std::size_t size) const {
        if (child + children <= size)
            return earlier(earlier(child, child + 1), earlier(child + 2, child + 3));
        auto first = child;
        while (++child < size) first = earlier(first, child);
        return first;
    }
    std::size_t earlier(std::size_t one, std::size_t other) const {
        return events_[other].before(events_[one]) ? other : one;
    }

    std::vector<Event> events_;
    std::uint64_t sequence_ = 0;
};

}  // namespace sm::detail::inline simulation

#pragma once
/// A ring buffer of fixed size, as a queue.
///
/// Bug::logic gives it one slot too few, so that a full buffer looks like an empty one.
/// Minimum: put x 4, len.

#include <array>
#include <cstddef>
#include <deque>
#include <variant>

namespace cases::ring_buffer {

enum class Bug { none, logic };

inline constexpr std::size_t capacity = 4;

class Ring {
 public:
    explicit Ring(Bug bug = Bug::none) : slots_(bug == Bug::logic ? capacity : capacity + 1) {}

    void put(int item) {
        items_[in_] = item;
        in_ = (in_ + 1) % slots_;
    }
    int get() {
        const int item = items_[out_];
        out_ = (out_ + 1) % slots_;
        return item;
    }
    int len() const { return static_cast<int>((in_ + slots_ - out_) % slots_); }

 private:
    std::size_t slots_;
    std::size_t in_ = 0;
    std::size_t out_ = 0;
    std::array<int, capacity + 1> items_{};
};

struct Model {
    std::deque<int> items;
};

struct Put {
    int item;
    bool pre(const Model& m) const { return m.items.size() < capacity; }
    void apply(Model& m) const {
        if (m.items.size() < capacity) m.items.push_back(item);
    }
    void run(auto& ring) const { ring.put(item); }
};

struct Get {
    bool pre(const Model& m) const { return !m.items.empty(); }
    int apply(Model& m) const {
        if (m.items.empty()) return 0;
        const int item = m.items.front();
        m.items.pop_front();
        return item;
    }
    int run(auto& ring) const { return ring.get(); }
};

struct Len {
    int apply(Model& m) const { return static_cast<int>(m.items.size()); }
    int run(auto& ring) const { return ring.len(); }
};

using Cmd = std::variant<Put, Get, Len>;

}  // namespace cases::ring_buffer

#pragma once
/// A circular buffer whose size is chosen by the first command: the same data structure as in
/// ring_buffer.hpp, with the bugs for which it is known.

#include <sm/spec/domain.hpp>

#include <cstddef>
#include <deque>
#include <optional>
#include <variant>
#include <vector>

namespace cases::circular_buffer {

enum class Bug {
    none,
    no_size_check,    // overwrites when full. Minimum of CmdWithoutLen: new 1, put 0, put 1, get
    one_slot_short,   // full looks like empty. Minimum of Cmd: new 1, put 0, len
    negative_length,  // the remainder keeps its sign. Minimum of Cmd: new 1, put 0, get, put 0, len
};

class Buffer {
 public:
    explicit Buffer(Bug bug = Bug::none) : bug_(bug) {}

    void create(int capacity) {
        const bool short_by_one = bug_ == Bug::no_size_check || bug_ == Bug::one_slot_short;
        capacity_ = capacity;
        items_.assign(static_cast<std::size_t>(capacity + (short_by_one ? 0 : 1)), 0);
        in_ = out_ = 0;
    }
    void put(int item) {
        if (bug_ != Bug::no_size_check && length() == capacity_) return;
        items_[static_cast<std::size_t>(in_)] = item;
        in_ = (in_ + 1) % slots();
    }
    int get() {
        const int item = items_[static_cast<std::size_t>(out_)];
        out_ = (out_ + 1) % slots();
        return item;
    }
    int len() const { return bug_ == Bug::negative_length ? (in_ - out_) % slots() : length(); }

 private:
    int slots() const { return static_cast<int>(items_.size()); }
    int length() const { return (in_ - out_ + slots()) % slots(); }

    Bug bug_;
    int capacity_ = 0;
    int in_ = 0;
    int out_ = 0;
    std::vector<int> items_;
};

struct Model {
    std::optional<int> capacity;  // none until there is a buffer
    std::deque<int> items;

    bool full() const { return static_cast<int>(items.size()) >= capacity.value_or(0); }
};

struct New {
    sm::InRange<1, 5> capacity;
    bool pre(const Model& m) const { return !m.capacity; }
    void apply(Model& m) const { m = {.capacity = capacity, .items = {}}; }
    void run(auto& buffer) const { buffer.create(capacity); }
};

/// A full buffer ignores what is put.
struct Put {
    int item;
    bool pre(const Model& m) const { return m.capacity.has_value(); }
    void apply(Model& m) const {
        if (!m.full()) m.items.push_back(item);
    }
    void run(auto& buffer) const { buffer.put(item); }
};

struct Get {
    bool pre(const Model& m) const { return !m.items.empty(); }
    int apply(Model& m) const {
        if (m.items.empty()) return 0;
        const int item = m.items.front();
        m.items.pop_front();
        return item;
    }
    int run(auto& buffer) const { return buffer.get(); }
};

struct Len {
    bool pre(const Model& m) const { return m.capacity.has_value(); }
    int apply(Model& m) const { return static_cast<int>(m.items.size()); }
    int run(auto& buffer) const { return buffer.len(); }
};

using CmdWithoutLen = std::variant<New, Put, Get>;
using Cmd = std::variant<New, Put, Get, Len>;

}  // namespace cases::circular_buffer

#pragma once
/// A queue of so many items at most, whose users wait for an item or for room.
///
/// Bug::lost_wake_up looks whether there is an item before it locks. Minimum of Borrowing:
/// [borrow] || [borrow].
/// Bug::off_by_one looks whether there is room, and adds, under two locks. Minimum of Cmd:
/// [put] || [put].

#include <sm/schedule/condition_variable.hpp>
#include <sm/schedule/mutex.hpp>

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <variant>

namespace cases::scheduled::bounded_queue {

enum class Bug { none, lost_wake_up, off_by_one };

class Queue {
 public:
    explicit Queue(std::size_t capacity, Bug bug = Bug::none) : capacity_(capacity), bug_(bug) {}

    void put(int item) {
        std::unique_lock lock(mutex_);
        has_room_.wait(lock, [&] { return items_.size() < capacity_; });
        items_.push_back(item);
        has_item_.notify_one();
    }
    int take() {
        if (bug_ == Bug::lost_wake_up && is_empty()) {
            std::unique_lock lock(mutex_);
            has_item_.wait(lock);
        }
        std::unique_lock lock(mutex_);
        has_item_.wait(lock, [&] { return !items_.empty(); });
        return take_first();
    }
    bool try_put(int item) {
        if (bug_ == Bug::off_by_one && is_full()) return false;
        const std::lock_guard lock(mutex_);
        if (bug_ != Bug::off_by_one && items_.size() == capacity_) return false;
        items_.push_back(item);
        return true;
    }
    std::optional<int> try_take() {
        const std::lock_guard lock(mutex_);
        if (items_.empty()) return std::nullopt;
        return take_first();
    }

 private:
    bool is_empty() {
        const std::lock_guard lock(mutex_);
        return items_.empty();
    }
    bool is_full() {
        const std::lock_guard lock(mutex_);
        return items_.size() == capacity_;
    }
    int take_first() {
        const int item = items_.front();
        items_.pop_front();
        has_room_.notify_one();
        return item;
    }

    std::size_t capacity_;
    Bug bug_;
    sm::mutex mutex_;
    sm::condition_variable has_item_;
    sm::condition_variable has_room_;
    std::deque<int> items_;
};

constexpr std::size_t capacity = 1;

struct Model {
    std::deque<int> items;
};

struct Put {
    int item;
    bool apply(Model& m) const {
        if (m.items.size() == capacity) return false;
        m.items.push_back(item);
        return true;
    }
    bool run(auto& queue) const { return queue.try_put(item); }
};
struct Take {
    std::optional<int> apply(Model& m) const {
        if (m.items.empty()) return std::nullopt;
        const int item = m.items.front();
        m.items.pop_front();
        return item;
    }
    std::optional<int> run(auto& queue) const { return queue.try_take(); }
};

using Cmd = std::variant<Put, Take>;

/// Those who borrow take the one item and put it back, so that all come to their turn.
struct Borrowers {
    int borrowed = 0;
};
struct Borrow {
    void apply(Borrowers& m) const { ++m.borrowed; }
    void run(auto& queue) const { queue.put(queue.take()); }
};

using Borrowing = std::variant<Borrow>;

}  // namespace cases::scheduled::bounded_queue

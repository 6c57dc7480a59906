#pragma once
/// A counter that several workers count on.
///
/// Bug::race reads and writes in two steps. Minimum: [increment] || [increment].

#include <sm/schedule/atomic.hpp>

#include <variant>

namespace cases::scheduled::counter {

enum class Bug { none, race };

class Counter {
 public:
    explicit Counter(Bug bug = Bug::none) : bug_(bug) {}

    int increment() {
        if (bug_ == Bug::none) return value_.fetch_add(1) + 1;
        const int next = value_.load() + 1;
        value_.store(next);
        return next;
    }
    int value() const { return value_.load(); }

 private:
    Bug bug_;
    sm::atomic<int> value_{0};
};

struct Model {
    int value = 0;
};

struct Increment {
    int apply(Model& m) const { return ++m.value; }
    int run(auto& counter) const { return counter.increment(); }
};
struct Value {
    int apply(Model& m) const { return m.value; }
    int run(auto& counter) const { return counter.value(); }
};

using Cmd = std::variant<Increment, Value>;

}  // namespace cases::scheduled::counter

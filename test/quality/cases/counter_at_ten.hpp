#pragma once
/// A counter that does not count down from ten.
///
/// Minimum of Cmd, where only Get tells: inc x 10, dec, get.
/// Minimum of CmdThatTells, where Dec tells: inc x 10, dec.

#include <variant>

namespace cases::counter_at_ten {

enum class Bug { none, logic };

class Counter {
 public:
    explicit Counter(Bug bug = Bug::none) : bug_(bug) {}

    void inc() { ++value_; }
    void dec() {
        if (bug_ == Bug::none || value_ != 10) --value_;
    }
    int get() const { return value_; }

 private:
    Bug bug_;
    int value_ = 0;
};

struct Model {
    int value = 0;
};

struct Inc {
    void apply(Model& m) const { ++m.value; }
    void run(auto& counter) const { counter.inc(); }
};
struct Dec {
    void apply(Model& m) const { --m.value; }
    void run(auto& counter) const { counter.dec(); }
};
struct DecAndGet {
    int apply(Model& m) const { return --m.value; }
    int run(auto& counter) const {
        counter.dec();
        return counter.get();
    }
};
struct Get {
    int apply(Model& m) const { return m.value; }
    int run(auto& counter) const { return counter.get(); }
};

using Cmd = std::variant<Inc, Dec, Get>;
using CmdThatTells = std::variant<Inc, DecAndGet>;

}  // namespace cases::counter_at_ten

#pragma once
/// Stacks for fibers, kept for the next one that needs one.

#include <cstddef>

namespace sm::detail::inline schedule {

/// Memory of its own for the frames of one fiber, with a page below it that may not be touched, so
/// that running over ends the process rather than spoiling other memory.
class Stack {
 public:
    Stack();
    Stack(const Stack&) = delete;
    Stack& operator=(const Stack&) = delete;
    ~Stack();

    void* bottom() const { return bottom_; }
    void* top() const { return static_cast<char*>(bottom_) + size; }

    /// Address space; of memory a fiber gets what it touches.
    static constexpr std::size_t size = std::size_t{1} << 20;

 private:
    void* bottom_;
};

}  // namespace sm::detail::inline schedule

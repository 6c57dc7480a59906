#pragma once
/// A stack of its own for code that is left and gone on with at will.

#include <array>
#include <cstddef>
#include <functional>
#include <memory>

#include "schedule/sanitizers.hpp"
#include "schedule/stack.hpp"

namespace sm::detail::inline schedule {

/// One thread may have many, and runs one at a time. An exception must not leave a fiber; one that
/// is being handled while its fiber is left is found again when it goes on.
class Fiber {
 public:
    /// The stack that the caller is on.
    Fiber() = default;
    /// A new one. Its body is called when it is first switched to, and never returns: the last that
    /// it does is to `finish`.
    explicit Fiber(std::function<void()> body);
    Fiber(const Fiber&) = delete;
    Fiber& operator=(const Fiber&) = delete;
    /// What is on the stack is not unwound.
    ~Fiber();

    /// Leaves this fiber, the one that runs, for another; returns when it is switched to again.
    void switch_to(Fiber& next);
    /// The same, for good.
    [[noreturn]] void finish(Fiber& next);

 private:
    struct Entry;

    /// What the language's runtime knows of the exceptions thrown and caught on one stack: in the
    /// C++ ABI of Itanium, a pointer to those caught and the number of those that are not.
    using Exceptions = std::array<std::byte, 2 * sizeof(void*)>;

    void jump_to(Fiber& next, bool last);
    void arrived_from(Fiber& left, void* context);

    void* context_ = nullptr;  // where it goes on, while it does not run
    Exceptions exceptions_{};
    SanitizedFiber sanitized_;
    std::function<void()> body_;
    std::unique_ptr<Stack> stack_;  // null: a thread's
};

}  // namespace sm::detail::inline schedule

#include "schedule/fiber.hpp"

#include <boost/context/detail/fcontext.hpp>

#include <cstdlib>
#include <cstring>
#include <utility>

#include <cxxabi.h>

namespace sm::detail::inline schedule {

namespace context = boost::context::detail;

struct Fiber::Entry {
    /// What is passed along with a jump.
    struct Jump {
        Fiber* left;
        Fiber* next;
    };

    static void run(context::transfer_t transfer) {
        const auto jump = *static_cast<const Jump*>(transfer.data);
        jump.next->arrived_from(*jump.left, transfer.fctx);
        jump.next->body_();
        std::abort();
    }
};

Fiber::Fiber(std::function<void()> body)
    : body_(std::move(body)), stack_(std::make_unique<Stack>()) {
    context_ = context::make_fcontext(stack_->top(), Stack::size, &Entry::run);
    sanitized_.bottom = stack_->bottom();
    sanitized_.size = Stack::size;
    sanitizer_create(sanitized_);
}

Fiber::~Fiber() {
    if (stack_) sanitizer_destroy(sanitized_);
}

void Fiber::arrived_from(Fiber& left, void* context) {
    sanitizer_arrive(sanitized_, left.sanitized_);
    left.context_ = context;
    std::memcpy(static_cast<void*>(abi::__cxa_get_globals()), exceptions_.data(),
                exceptions_.size());
}

void Fiber::jump_to(Fiber& next, bool last) {
    std::memcpy(exceptions_.data(), static_cast<const void*>(abi::__cxa_get_globals()),
                exceptions_.size());
    Entry::Jump jump{this, &next};
    sanitizer_leave(sanitized_, next.sanitized_, last);
    const auto transfer = context::jump_fcontext(next.context_, &jump);
    arrived_from(*static_cast<const Entry::Jump*>(transfer.data)->left, transfer.fctx);
}

void Fiber::switch_to(Fiber& next) { jump_to(next, false); }

void Fiber::finish(Fiber& next) {
    jump_to(next, true);
    std::abort();
}

}  // namespace sm::detail::inline schedule

#pragma once
/// What the sanitizers have to be told when the stack changes; nothing in other builds.

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#define SM_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SM_ADDRESS_SANITIZER 1
#endif
#endif

#if defined(__SANITIZE_THREAD__)
#define SM_THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define SM_THREAD_SANITIZER 1
#endif
#endif

#ifdef SM_ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef SM_THREAD_SANITIZER
#include <sanitizer/tsan_interface.h>
#endif

namespace sm::detail::inline schedule {

/// What they know of one fiber.
struct SanitizedFiber {
    const void* bottom =
        nullptr;  // of its stack; learned when it is first left if it is a thread's
    std::size_t size = 0;
    void* fake_stack = nullptr;  // AddressSanitizer's, while the fiber does not run
    void* thread = nullptr;      // ThreadSanitizer's name for it
};

[[gnu::always_inline]] inline void sanitizer_create([[maybe_unused]] SanitizedFiber& fiber) {
#ifdef SM_THREAD_SANITIZER
    fiber.thread = __tsan_create_fiber(0);
#endif
}

[[gnu::always_inline]] inline void sanitizer_destroy([[maybe_unused]] SanitizedFiber& fiber) {
#ifdef SM_THREAD_SANITIZER
    __tsan_destroy_fiber(fiber.thread);
#endif
}

/// Right before the jump; `last`: it will never be gone on with. Inlined in every build:
/// ThreadSanitizer counts calls on each fiber, and this one would be entered on one and left on
/// another.
[[gnu::always_inline]] inline void sanitizer_leave([[maybe_unused]] SanitizedFiber& left,
                                                   [[maybe_unused]] const SanitizedFiber& next,
                                                   [[maybe_unused]] bool last) {
#ifdef SM_ADDRESS_SANITIZER
    __sanitizer_start_switch_fiber(last ? nullptr : &left.fake_stack, next.bottom, next.size);
#endif
#ifdef SM_THREAD_SANITIZER
    if (left.bottom == nullptr) left.thread = __tsan_get_current_fiber();
    __tsan_switch_to_fiber(next.thread, 0);
#endif
}

/// Right after the jump, on the stack that was jumped to.
[[gnu::always_inline]] inline void sanitizer_arrive([[maybe_unused]] const SanitizedFiber& arrived,
                                                    [[maybe_unused]] SanitizedFiber& left) {
#ifdef SM_ADDRESS_SANITIZER
    __sanitizer_finish_switch_fiber(arrived.fake_stack, &left.bottom, &left.size);
#endif
}

/// What frames that are gone have marked may be used again.
[[gnu::always_inline]] inline void sanitizer_forget([[maybe_unused]] void* memory,
                                                    [[maybe_unused]] std::size_t size) {
#ifdef SM_ADDRESS_SANITIZER
    __asan_unpoison_memory_region(memory, size);
#endif
}

}  // namespace sm::detail::inline schedule

#include "schedule/stack.hpp"

#include <cerrno>
#include <mutex>
#include <system_error>
#include <vector>

#include "schedule/sanitizers.hpp"

#include <sys/mman.h>
#include <unistd.h>

namespace sm::detail::inline schedule {
namespace {

constexpr std::size_t most_kept = 256;

/// Never destroyed: a fiber may end later than any object with a place in that order.
struct Pool {
    std::mutex mutex;
    std::vector<void*> free;
};

Pool& pool() {
    static auto* const the_pool = new Pool;
    return *the_pool;
}

std::size_t page() {
    static const auto size = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return size;
}

void* map_stack() {
    auto* const memory = ::mmap(nullptr, Stack::size + page(), PROT_NONE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        throw std::system_error(errno, std::generic_category(), "no memory for a fiber's stack");
    auto* const bottom = static_cast<char*>(memory) + page();
    if (::mprotect(bottom, Stack::size, PROT_READ | PROT_WRITE) != 0) {
        const int error = errno;
        ::munmap(memory, Stack::size + page());
        throw std::system_error(error, std::generic_category(), "no memory for a fiber's stack");
    }
    return bottom;
}

void* take() {
    const std::lock_guard lock(pool().mutex);
    if (pool().free.empty()) return nullptr;
    auto* const bottom = pool().free.back();
    pool().free.pop_back();
    return bottom;
}

bool keep(void* bottom) {
    const std::lock_guard lock(pool().mutex);
    if (pool().free.size() == most_kept) return false;
    pool().free.push_back(bottom);
    return true;
}

}  // namespace

Stack::Stack() : bottom_(take()) {
    if (bottom_ == nullptr) bottom_ = map_stack();
}

Stack::~Stack() {
    sanitizer_forget(bottom_, size);
    if (!keep(bottom_)) ::munmap(static_cast<char*>(bottom_) - page(), size + page());
}

}  // namespace sm::detail::inline schedule

#include <sm/cluster/companions.hpp>

namespace sm {

Companions::~Companions() {
    while (!all_.empty()) all_.pop_back();
}

void* Companions::find_or_make(std::type_index type,
                               const std::function<std::shared_ptr<void>()>& make,
                               void (*ending)(void* one)) {
    const std::lock_guard lock(mutex_);
    for (const auto& there : all_)
        if (there.type == type) return there.one.get();
    return all_.emplace_back(Companion{type, make(), ending}).one.get();
}

void Companions::end() noexcept {
    const std::lock_guard lock(mutex_);
    for (auto at = all_.rbegin(); at != all_.rend(); ++at) at->end(at->one.get());
}

}  // namespace sm

#pragma once
/// Objects that belong to one cluster in use and end before it does.

#include <functional>
#include <memory>
#include <mutex>
#include <typeindex>
#include <vector>

namespace sm {

/// One object of each type. Higher rooms keep here what belongs to each cluster, such as the
/// injector of faults.
class Companions {
 public:
    Companions() = default;
    Companions(const Companions&) = delete;
    Companions& operator=(const Companions&) = delete;
    ~Companions();

    /// The `T` there is, or the one that `make()` makes as a std::unique_ptr<T>. Throws what that
    /// throws.
    template <class T, class Make>
    T& get(const Make& make) {
        const auto made = [&]() -> std::shared_ptr<void> { return make(); };
        return *static_cast<T*>(find_or_make(typeid(T), made, [](void* one) {
            if constexpr (requires(T& ending) { ending.end(); }) static_cast<T*>(one)->end();
        }));
    }

    /// Before the cluster is torn down: calls `end()` of those that have one, the latest first.
    /// They stay as long as this does, since a worker that is stuck may still use them.
    void end() noexcept;

 private:
    struct Companion {
        std::type_index type;
        std::shared_ptr<void> one;
        void (*end)(void* one);
    };

    void* find_or_make(std::type_index type, const std::function<std::shared_ptr<void>()>& make,
                       void (*ending)(void* one));

    std::mutex mutex_;
    std::vector<Companion> all_;
};

}  // namespace sm

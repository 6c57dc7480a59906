#include <sm/schedule/condition_variable.hpp>

namespace sm {
namespace {

constexpr const char* what = "condition variable";

}  // namespace

void condition_variable::notify_one(Place place) {
    auto* const scheduler = detail::control();
    if (scheduler == nullptr) return native_.notify_one();
    scheduler->before({"notify_one", what, this, place});
    scheduler->notify_one(this);
}

void condition_variable::notify_all(Place place) {
    auto* const scheduler = detail::control();
    if (scheduler == nullptr) return native_.notify_all();
    scheduler->before({"notify_all", what, this, place});
    scheduler->notify_all(this);
}

Duration condition_variable::now() {
    const auto* const scheduler = detail::control();
    return scheduler == nullptr ? steady().now() : scheduler->time();
}

/// Whether it was notified.
bool condition_variable::wait_until_notified(Lock& lock, std::optional<Duration> limit,
                                             Place place) {
    mutex& held = *lock.mutex();
    auto* const scheduler = detail::control();
    if (scheduler == nullptr) {
        std::unique_lock native(held.native_, std::adopt_lock);
        bool notified = true;
        if (limit) {
            notified = native_.wait_for(native, *limit) == std::cv_status::no_timeout;
        } else {
            native_.wait(native);
        }
        native.release();
        return notified;
    }
    scheduler->before({"wait", what, this, place});
    held.holder_ = 0;
    const bool notified = scheduler->wait({"wait", what, this, place, &held.holder_}, limit);
    held.holder_ = scheduler->self();
    return notified;
}

}  // namespace sm

#include <sm/schedule/mutex.hpp>

namespace sm {

using detail::control;

namespace {

constexpr const char* what = "mutex";

}  // namespace

void mutex::lock(Place place) {
    auto* const scheduler = control();
    if (scheduler == nullptr) return native_.lock();
    scheduler->before({"lock", what, this, place, &holder_});
    holder_ = scheduler->self();
}

bool mutex::try_lock(Place place) {
    auto* const scheduler = control();
    if (scheduler == nullptr) return native_.try_lock();
    scheduler->before({"try_lock", what, this, place});
    if (holder_ != 0) return false;
    holder_ = scheduler->self();
    return true;
}

void mutex::unlock(Place place) {
    auto* const scheduler = control();
    if (scheduler == nullptr) return native_.unlock();
    scheduler->release({"unlock", what, this, place});
    holder_ = 0;
}

void recursive_mutex::lock(Place place) {
    auto* const scheduler = control();
    if (scheduler == nullptr) return native_.lock();
    if (holder_ != scheduler->self()) scheduler->before({"lock", what, this, place, &holder_});
    holder_ = scheduler->self();
    ++times_;
}

bool recursive_mutex::try_lock(Place place) {
    auto* const scheduler = control();
    if (scheduler == nullptr) return native_.try_lock();
    scheduler->before({"try_lock", what, this, place});
    if (holder_ != 0 && holder_ != scheduler->self()) return false;
    holder_ = scheduler->self();
    ++times_;
    return true;
}

void recursive_mutex::unlock(Place place) {
    auto* const scheduler = control();
    if (scheduler == nullptr) return native_.unlock();
    if (times_ == 1) scheduler->release({"unlock", what, this, place});
    if (--times_ == 0) holder_ = 0;
}

void shared_mutex::lock(Place place) {
    auto* const scheduler = control();
    if (scheduler == nullptr) return native_.lock();
    scheduler->before({"lock", what, this, place, &all_});
    writer_ = all_ = scheduler->self();
}

bool shared_mutex::try_lock(Place place) {
    auto* const scheduler = control();
    if (scheduler == nullptr) return native_.try_lock();
    scheduler->before({"try_lock", what, this, place});
    if (all_ != 0) return false;
    writer_ = all_ = scheduler->self();
    return true;
}

void shared_mutex::unlock(Place place) {
    auto* const scheduler = control();
    if (scheduler == nullptr) return native_.unlock();
    scheduler->release({"unlock", what, this, place});
    writer_ = all_ = 0;
}

void shared_mutex::lock_shared(Place place) {
    auto* const scheduler = control();
    if (scheduler == nullptr) return native_.lock_shared();
    scheduler->before({"lock_shared", what, this, place, &writer_});
    all_ |= scheduler->self();
}

bool shared_mutex::try_lock_shared(Place place) {
    auto* const scheduler = control();
    if (scheduler == nullptr) return native_.try_lock_shared();
    scheduler->before({"try_lock_shared", what, this, place});
    if (writer_ != 0) return false;
    all_ |= scheduler->self();
    return true;
}

void shared_mutex::unlock_shared(Place place) {
    auto* const scheduler = control();
    if (scheduler == nullptr) return native_.unlock_shared();
    scheduler->release({"unlock_shared", what, this, place});
    all_ &= ~scheduler->self();
}

}  // namespace sm

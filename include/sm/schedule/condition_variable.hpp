#pragma once
/// A condition variable for sm::mutex, whose waiting and notifying a controlled scheduler decides.

#include <sm/base/clock.hpp>
#include <sm/schedule/mutex.hpp>

#include <condition_variable>
#include <mutex>
#include <optional>

namespace sm {

/// As the standard's. Under a controlled scheduler any of those that wait may be the one notified,
/// no wait wakes spuriously, and a timed wait times out only when no worker can continue.
class condition_variable {
 public:
    using Place = std::source_location;
    using Lock = std::unique_lock<mutex>;

    condition_variable() = default;
    condition_variable(const condition_variable&) = delete;
    condition_variable& operator=(const condition_variable&) = delete;

    void notify_one(Place place = Place::current());
    void notify_all(Place place = Place::current());

    void wait(Lock& lock, Place place = Place::current()) { wait_until_notified(lock, {}, place); }
    template <class Holds>
    void wait(Lock& lock, Holds holds, Place place = Place::current()) {
        while (!holds()) wait(lock, place);
    }

    template <class Rep, class Period>
    std::cv_status wait_for(Lock& lock, const std::chrono::duration<Rep, Period>& limit,
                            Place place = Place::current()) {
        const auto rounded = std::chrono::ceil<Duration>(limit);
        return wait_until_notified(lock, rounded, place) ? std::cv_status::no_timeout
                                                         : std::cv_status::timeout;
    }

    /// The last result of `holds()`.
    template <class Rep, class Period, class Holds>
    bool wait_for(Lock& lock, const std::chrono::duration<Rep, Period>& limit, Holds holds,
                  Place place = Place::current()) {
        const auto due = now() + std::chrono::ceil<Duration>(limit);
        while (!holds())
            if (!wait_until_notified(lock, due - now(), place)) return holds();
        return true;
    }

 private:
    /// By the clock that decides when a limit is over.
    static Duration now();
    bool wait_until_notified(Lock& lock, std::optional<Duration> limit, Place place);

    std::condition_variable native_;
};

}  // namespace sm

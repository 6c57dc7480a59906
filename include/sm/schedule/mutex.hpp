#pragma once
/// Mutexes as the standard's, whose locking and unlocking are points for a controlled scheduler.
///
/// In a thread that no such scheduler runs, they are the standard's. One must not be held from the
/// one world into the other.

#include <sm/schedule/detail/control.hpp>

#include <mutex>
#include <shared_mutex>
#include <source_location>

namespace sm {

class condition_variable;

class mutex {
 public:
    using Place = std::source_location;

    constexpr mutex() noexcept = default;
    mutex(const mutex&) = delete;
    mutex& operator=(const mutex&) = delete;

    void lock(Place place = Place::current());
    bool try_lock(Place place = Place::current());
    void unlock(Place place = Place::current());

 private:
    friend class condition_variable;

    std::mutex native_;
    detail::TaskSet holder_ = 0;
};

class recursive_mutex {
 public:
    using Place = std::source_location;

    recursive_mutex() = default;
    recursive_mutex(const recursive_mutex&) = delete;
    recursive_mutex& operator=(const recursive_mutex&) = delete;

    void lock(Place place = Place::current());
    bool try_lock(Place place = Place::current());
    void unlock(Place place = Place::current());

 private:
    std::recursive_mutex native_;
    detail::TaskSet holder_ = 0;
    std::uint64_t times_ = 0;
};

class shared_mutex {
 public:
    using Place = std::source_location;

    shared_mutex() = default;
    shared_mutex(const shared_mutex&) = delete;
    shared_mutex& operator=(const shared_mutex&) = delete;

    void lock(Place place = Place::current());
    bool try_lock(Place place = Place::current());
    void unlock(Place place = Place::current());
    void lock_shared(Place place = Place::current());
    bool try_lock_shared(Place place = Place::current());
    void unlock_shared(Place place = Place::current());

 private:
    std::shared_mutex native_;
    detail::TaskSet writer_ = 0;
    detail::TaskSet all_ = 0;  ///< the writer, or the readers
};

}  // namespace sm

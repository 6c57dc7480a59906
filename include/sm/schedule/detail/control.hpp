#pragma once
/// What the drop-ins ask of the scheduler that runs the calling task, where one does.

#include <sm/base/clock.hpp>

#include <cstdint>
#include <optional>
#include <source_location>

namespace sm::detail::inline schedule {

/// Some of the tasks of one run, a bit each.
using TaskSet = std::uint64_t;
inline constexpr std::size_t most_tasks = 64;

/// What a task is about to do.
struct Access {
    const char* name;  ///< "lock", "load"
    const char* what;  ///< it is done to: "mutex"
    const void* object = nullptr;
    std::source_location place{};
    /// Who holds the object; null: it is nothing to be held. What others hold is waited for.
    const TaskSet* holders = nullptr;
};

/// Runs tasks that take turns. The tasks call it; what it does when it has to end them is to throw
/// Stuck, but never while an exception is on its way already.
class Control {
 public:
    virtual TaskSet self() const = 0;
    /// Since the run began; it passes only where all wait for it.
    virtual Duration time() const = 0;

    /// Another task may go on. Returns when it is the caller's turn and nobody else holds what it
    /// wants.
    virtual void before(const Access& access) = 0;
    /// The same where the caller gives way, and where it must not throw.
    virtual void yield(const Access& access) = 0;
    virtual void release(const Access& access) = 0;

    /// Returns when somebody has notified the access's object after this was called, and nobody
    /// else holds what it wants; or when `limit` has passed, which it does only where no task can
    /// go on otherwise. Whether it was notified.
    virtual bool wait(const Access& access, std::optional<Duration> limit = {}) = 0;
    /// Lets any one, or all, of those go on that wait for the object now.
    virtual void notify_one(const void* object) = 0;
    virtual void notify_all(const void* object) = 0;

 protected:
    ~Control() = default;
};

/// The one of the task that calls this; null for an ordinary thread.
Control* control() noexcept;

}  // namespace sm::detail::inline schedule

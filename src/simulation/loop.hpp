#pragma once
/// Lets what is arranged happen, one after the other in the order of its time, to tasks that wait.

#include <sm/base/clock.hpp>
#include <sm/schedule/scheduler.hpp>

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <vector>

#include "schedule/fiber.hpp"
#include "simulation/timer.hpp"

namespace sm::detail::inline simulation {

class Loop;
struct Deadline;

/// Thrown where a task waits whose time for something is over.
struct Expired : Cancelled {
    explicit Expired(const Deadline* over) : deadline(over) {}
    const Deadline* deadline;
};

/// A stack on which what happens runs, and may wait.
class Task {
 public:
    explicit Task(Loop& loop);
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;

 private:
    friend class Loop;

    /// It has waited long enough.
    class Alarm final : public Timer {
     public:
        explicit Alarm(Task& task);

     private:
        void ring() override;

        Task& task_;
    };

    /// Somebody has woken it from the waiting of this number.
    class Waking final : public EventHandler {
     public:
        explicit Waking(Task& task) : task_(task) {}
        void happen(std::uint64_t wait) override;

     private:
        Task& task_;
    };

    Loop& loop_;
    std::unique_ptr<Fiber> fiber_;
    Alarm alarm_;
    Waking waking_;
    bool parked_ = false;
    bool cancelled_ = false;
    std::uint64_t waits_ = 0;
    Deadline* innermost_ = nullptr;
    Task* back_to_ = nullptr;  // who wants to go on when this one has ended what it runs
};

/// Until when something may take, on the task that is in it. Those within each other are linked.
struct Deadline {
    Instant time;
    Deadline* outer;
};

/// Time is that of the event which happens. What happens runs on the stack that took it from the
/// queue; when it waits, another stack goes on with the queue. So nothing is switched for what does
/// not wait, and whoever calls from outside just waits like any task.
class Loop {
 public:
    Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;
    /// Ends all tasks from where they wait.
    ~Loop();

    Instant now() const { return now_; }
    EventQueue& events() { return events_; }
    std::uint64_t happened() const { return happened_; }

    /// The one that runs. It is the outer one when called from no event.
    Task& current() { return *current_; }
    bool is_outside() const { return current_ == &outer_; }

    /// Lets the others go on until this task is woken, or `due`. Throws Expired and Cancelled;
    /// false if the task is being ended and must not wait any more.
    bool park_until(Instant due);
    void wait_until(Instant due);
    /// Lets all that is to happen now happen before this task goes on.
    void park_to_end_of_instant();

    /// A task that is parked goes on, now.
    void wake(Task& task);
    /// A parked task ends what it runs by an exception; has ended it on return.
    void cancel(Task& task);

    /// Runs `body`, and ends it by an exception where it waits at `due`. Whether it came to its
    /// end.
    template <class Body>
    bool within(Instant due, const Body& body);

    /// Throws this to who waits outside.
    void fail(std::exception_ptr error);

    /// Whoever waits outside calls these before and after, on whatever thread that is.
    void around(std::function<void()> before, std::function<void()> after);

 private:
    friend class Task;

    void carry(Task& task);
    void step();
    void switch_to(Task& next);
    Task& idle_task();
    bool may_wait(const Task& task);

    EventQueue events_;
    Instant now_ = 0;
    std::uint64_t happened_ = 0;
    std::uint64_t happened_now_ = 0;
    Task outer_;
    std::vector<std::unique_ptr<Task>> tasks_;
    std::vector<Task*> idle_;  // those that run nothing
    Task* current_ = &outer_;
    Task* next_ = nullptr;  // to go on when what happens has ended
    std::exception_ptr failure_;
    bool ending_ = false;
    std::function<void()> before_ = [] {};
    std::function<void()> after_ = [] {};
};

template <class Body>
bool Loop::within(Instant due, const Body& body) {
    Task& task = current();
    Deadline deadline{due, task.innermost_};
    struct Scope {
        Task& task;
        Deadline& deadline;
        Scope(Task& one, Deadline& inner) : task(one), deadline(inner) { task.innermost_ = &inner; }
        ~Scope() { task.innermost_ = deadline.outer; }
    };
    try {
        const Scope scope(task, deadline);
        body();
        return true;
    } catch (const Expired& expired) {
        if (expired.deadline != &deadline) throw;
        return false;
    }
}

}  // namespace sm::detail::inline simulation

#pragma once
/// The controlled scheduler: at each point of a task, a strategy decides which goes on.

#include <sm/schedule/schedule.hpp>
#include <sm/schedule/scheduler.hpp>

#include <cstddef>
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include "schedule/fiber.hpp"
#include "schedule/strategy.hpp"

namespace sm::detail::inline schedule {

/// Why a task was left for another.
enum class Left { at_the_start, preempted, spinning, waiting, ended };

/// One task was left for another.
struct Turn {
    Left why = Left::at_the_start;
    int from = no_task;
    std::uint64_t call = 0;     ///< of the program, which was left
    std::string_view before{};  ///< the name of an access in it; empty: outside of it
    std::string_view what{};    ///< that the access is done to
    std::size_t object = 0;     ///< which; they are numbered as they come
    std::source_location place{};
    int to = no_task;
    std::uint64_t to_call = 0;
};

/// As "lock of mutex 2 (queue.hpp:17)".
std::string operation_text(const Turn& turn);

/// How a run went.
struct Interleaving {
    Schedule schedule;
    std::vector<Turn> turns;
    std::uint64_t decisions = 0;
    std::string stuck;  ///< why it came to no end, if it did not
};

/// Runs one program's tasks as fibers that take turns. What a task does before its first point it
/// does at the start, in the order of the tasks. Time passes only where all wait for it. When no
/// task can go on, or one has come to so many points in a call that it seems to go round forever,
/// Stuck is thrown in all of them.
class Interleaver final : public Scheduler, private Control, private Clock {
 public:
    explicit Interleaver(Strategy& strategy) : strategy_(strategy) {}
    Interleaver(const Interleaver&) = delete;
    Interleaver& operator=(const Interleaver&) = delete;

    void run(std::vector<std::function<void()>> tasks) override;
    Clock& clock() override { return *this; }
    /// There is no limit: what takes no time cannot take too long, and what has no end is Stuck.
    bool within(Duration limit, const std::function<void()>& body) override;
    bool comes_to(std::uint64_t call) override;

    Interleaving take_interleaving() { return std::move(went_); }

    /// In one call, before it is taken to have no end.
    static constexpr std::uint64_t most_points = 100'000;
    /// That one task comes to, or where it gives way, until another has a turn.
    static constexpr std::uint64_t most_alone = 1000;
    static constexpr std::uint64_t most_yields = 50;

 private:
    struct Task {
        std::function<void()> body;
        std::unique_ptr<Fiber> fiber;
        Access next{};
        std::uint64_t point = 0;
        bool waits = false;  // to be notified
        std::optional<Duration> until{};
        bool ended = false;
    };

    /// One of these tasks may go on that waits for the object.
    struct Notice {
        const void* object;
        TaskSet to;
    };

    TaskSet self() const override { return set_of(current_); }
    Duration time() const override { return now_; }
    void before(const Access& access) override;
    void yield(const Access& access) override;
    void release(const Access& access) override;
    bool wait(const Access& access, std::optional<Duration> limit) override;
    void notify_one(const void* object) override;
    void notify_all(const void* object) override;

    Duration now() const override { return now_; }
    void wait(Duration duration) override;

    void carry(Task& task);
    void park(const Access& access);
    void go_on(int next);
    void throw_if_stuck() const;

    int next_task();
    int decide(TaskSet possible);
    TaskSet possible_tasks() const;
    bool is_possible(int task) const;
    bool let_time_pass();
    void note_turn(int to, Left why);

    TaskSet waiting_for(const void* object) const;
    bool is_notified(int task) const;
    bool take_notice();

    Turn turn_before(const Access& access);
    std::string waiting_text(int task);
    std::string deadlock_text();

    Task& task(int index) { return tasks_[static_cast<std::size_t>(index)]; }
    const Task& task(int index) const { return tasks_[static_cast<std::size_t>(index)]; }

    Strategy& strategy_;
    std::vector<Task> tasks_;
    std::vector<std::uint64_t> calls_;  // of each task
    std::vector<Notice> notices_;
    Fiber outer_;
    int current_ = no_task;
    bool starting_ = false;
    std::uint64_t alone_ = 0;   // points of the one that runs since it was switched to
    std::uint64_t yields_ = 0;  // of those
    Duration now_{};
    std::exception_ptr error_;
    std::map<const void*, std::size_t> numbers_;  // of objects, for texts
    Interleaving went_;
};

}  // namespace sm::detail::inline schedule

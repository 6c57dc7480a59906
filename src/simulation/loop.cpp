#include "simulation/loop.hpp"

#include <sm/schedule/scheduler.hpp>

#include <algorithm>
#include <utility>

namespace sm::detail::inline simulation {
namespace {

/// More than this at one instant, and time will never move on.
constexpr std::uint64_t most_at_one_instant = 1'000'000;

}  // namespace

Task::Task(Loop& loop) : loop_(loop), alarm_(*this), waking_(*this) {}

Task::Alarm::Alarm(Task& task) : Timer(task.loop_.events()), task_(task) {}

void Task::Alarm::ring() {
    if (task_.parked_) task_.loop_.next_ = &task_;
}

void Task::Waking::happen(std::uint64_t wait) {
    if (task_.parked_ && task_.waits_ == wait) task_.loop_.next_ = &task_;
}

Loop::Loop() : outer_(*this) { outer_.fiber_ = std::make_unique<Fiber>(); }

Loop::~Loop() {
    for (std::size_t index = 0; index < tasks_.size(); ++index)
        if (tasks_[index]->parked_) cancel(*tasks_[index]);
    ending_ = true;
    for (auto* task : idle_) switch_to(*task);
}

bool Loop::park_until(Instant due) {
    Task& task = current();
    if (!may_wait(task)) return false;
    if (std::uncaught_exceptions() == 0)
        for (const auto* one = task.innermost_; one != nullptr; one = one->outer)
            due = std::min(due, one->time);
    task.alarm_.set(std::max(due, now_));
    task.parked_ = true;
    ++task.waits_;
    if (is_outside()) before_();
    switch_to(idle_task());
    if (is_outside()) after_();
    task.parked_ = false;
    task.alarm_.cancel();
    return may_wait(task);
}

void Loop::wait_until(Instant due) {
    while (now_ < due && park_until(due)) {
    }
}

void Loop::park_to_end_of_instant() {
    Task& task = current();
    if (!may_wait(task)) return;
    events_.push_last(now_, task.waking_, task.waits_ + 1);  // the number that parking takes
    park_until(never);
}

/// What is unwound may wait in destructors, which must not throw.
bool Loop::may_wait(const Task& task) {
    if (std::uncaught_exceptions() > 0) return !task.cancelled_;
    if (task.cancelled_) throw Cancelled{};
    if (&task == &outer_ && failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
    const Deadline* over = nullptr;
    for (const auto* one = task.innermost_; one != nullptr; one = one->outer)
        if (one->time <= now_) over = one;
    if (over != nullptr) throw Expired{over};
    return true;
}

void Loop::wake(Task& task) { events_.push(now_, task.waking_, task.waits_); }

void Loop::cancel(Task& task) {
    task.cancelled_ = true;
    task.back_to_ = &current();
    switch_to(task);
    task.cancelled_ = false;
}

void Loop::fail(std::exception_ptr error) {
    if (!failure_) failure_ = std::move(error);
    wake(outer_);
}

void Loop::around(std::function<void()> before, std::function<void()> after) {
    before_ = std::move(before);
    after_ = std::move(after);
}

Task& Loop::idle_task() {
    if (idle_.empty()) {
        auto& task = *tasks_.emplace_back(std::make_unique<Task>(*this));
        task.fiber_ = std::make_unique<Fiber>([this, &task] { carry(task); });
        return task;
    }
    auto& task = *idle_.back();
    idle_.pop_back();
    return task;
}

void Loop::switch_to(Task& next) {
    Task& left = *current_;
    current_ = &next;
    left.fiber_->switch_to(*next.fiber_);
    current_ = &left;
}

/// What a task does as long as the loop lives: it lets things happen until another is to go on.
void Loop::carry(Task& task) {
    while (!ending_) {
        auto* const next = task.back_to_ != nullptr ? std::exchange(task.back_to_, nullptr)
                                                    : std::exchange(next_, nullptr);
        if (next == nullptr) {
            step();
        } else {
            idle_.push_back(&task);
            switch_to(*next);
        }
    }
    task.fiber_->finish(*outer_.fiber_);
}

void Loop::step() {
    if (events_.empty())
        return fail(std::make_exception_ptr(
            Stuck("deadlock: no task can continue, and no pending event would wake one")));
    const auto event = events_.pop();
    happened_now_ = event.time == now_ ? happened_now_ + 1 : 0;
    if (happened_now_ > most_at_one_instant) {
        happened_now_ = 0;
        return fail(std::make_exception_ptr(
            Stuck("time stands still: a million events at one instant of virtual time; does a "
                  "replica set a timer of zero duration again and again?")));
    }
    now_ = event.time;
    ++happened_;
    try {
        event.who->happen(event.what);
    } catch (const Cancelled&) {
        // The task has ended.
    } catch (...) {
        fail(std::current_exception());  // of a filter, say, which nobody waits for
    }
}

}  // namespace sm::detail::inline simulation

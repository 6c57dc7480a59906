#include "schedule/interleaver.hpp"

#include <sm/base/misuse.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "schedule/control.hpp"

namespace sm::detail::inline schedule {

// -- tasks

void Interleaver::run(std::vector<std::function<void()>> tasks) {
    if (tasks.size() > most_tasks) {
        throw Misuse(fmt::format("{} workers cannot be scheduled; {} are the most", tasks.size(),
                                 most_tasks));
    }
    tasks_.clear();
    tasks_.resize(tasks.size());
    calls_.assign(tasks.size(), 0);
    error_ = nullptr;
    auto* const outside = std::exchange(controlling, static_cast<Control*>(this));
    starting_ = true;
    for (std::size_t index = 0; index < tasks.size(); ++index) {
        Task& task = tasks_[index];
        task.body = std::move(tasks[index]);
        task.fiber = std::make_unique<Fiber>([this, &task] { carry(task); });
        current_ = static_cast<int>(index);
        outer_.switch_to(*task.fiber);
    }
    starting_ = false;
    current_ = no_task;
    const int first = next_task();
    if (first != no_task) {
        current_ = first;
        outer_.switch_to(*task(first).fiber);
    }
    controlling = outside;
    current_ = no_task;
    tasks_.clear();
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
}

/// What a fiber does.
void Interleaver::carry(Task& ended) {
    try {
        ended.body();
    } catch (...) {
        if (!error_) error_ = std::current_exception();
    }
    ended.ended = true;
    ended.next = {};
    ++ended.point;
    const int next = starting_ ? no_task : next_task();
    current_ = next;
    ended.fiber->finish(next == no_task ? outer_ : *task(next).fiber);
}

/// The task that runs, which is about to do this, may be left for another.
void Interleaver::park(const Access& access) {
    Task& parked = task(current_);
    parked.next = access;
    if (!starting_) return go_on(next_task());
    const int self = current_;
    parked.fiber->switch_to(outer_);
    current_ = self;
}

void Interleaver::go_on(int next) {
    if (next == current_) return;
    Task& left = task(current_);
    const int self = std::exchange(current_, next);
    left.fiber->switch_to(*task(next).fiber);
    current_ = self;
}

bool Interleaver::within(Duration, const std::function<void()>& body) {
    body();
    return true;
}

bool Interleaver::comes_to(std::uint64_t call) {
    if (!went_.stuck.empty()) return false;
    calls_[static_cast<std::size_t>(current_)] = call;
    task(current_).point = 0;
    park({});
    return went_.stuck.empty();
}

// -- what primitives ask for

void Interleaver::throw_if_stuck() const {
    if (!went_.stuck.empty() && std::uncaught_exceptions() == 0) throw Stuck(went_.stuck);
}

void Interleaver::before(const Access& access) {
    release(access);
    throw_if_stuck();
}

void Interleaver::yield(const Access& access) {
    ++yields_;
    before(access);
}

void Interleaver::release(const Access& access) {
    if (!went_.stuck.empty()) return;
    ++task(current_).point;
    park(access);
}

bool Interleaver::wait(const Access& access, std::optional<Duration> limit) {
    throw_if_stuck();
    if (!went_.stuck.empty()) return true;
    Task& waiting = task(current_);
    waiting.waits = true;
    if (limit) waiting.until = now_ + *limit;
    ++waiting.point;
    park(access);
    waiting.waits = false;
    waiting.until.reset();
    const bool notified = take_notice();
    throw_if_stuck();
    return notified;
}

void Interleaver::notify_one(const void* object) {
    if (const TaskSet waiting = waiting_for(object)) notices_.push_back({object, waiting});
}

void Interleaver::notify_all(const void* object) {
    for_each_task(waiting_for(object), [&](int one) { notices_.push_back({object, set_of(one)}); });
}

void Interleaver::wait(Duration duration) {
    if (current_ == no_task) {
        now_ += std::max(duration, Duration{});
    } else if (duration > Duration{}) {
        wait({"wait", "clock"}, duration);
    }
}

// -- notices

TaskSet Interleaver::waiting_for(const void* object) const {
    TaskSet found = 0;
    for (std::size_t index = 0; index < tasks_.size(); ++index) {
        const Task& one = tasks_[index];
        if (one.waits && one.next.object == object) found |= TaskSet{1} << index;
    }
    return found;
}

bool Interleaver::is_notified(int index) const {
    return std::any_of(notices_.begin(), notices_.end(),
                       [&](const Notice& one) { return (one.to & set_of(index)) != 0; });
}

/// The task that runs takes the first that is to it, if there is one, and wants no other.
bool Interleaver::take_notice() {
    const auto first = std::find_if(notices_.begin(), notices_.end(),
                                    [&](const Notice& one) { return (one.to & self()) != 0; });
    if (first == notices_.end()) return false;
    notices_.erase(first);
    for (Notice& other : notices_) other.to &= ~self();
    std::erase_if(notices_, [](const Notice& other) { return other.to == 0; });
    return true;
}

// -- whose turn it is

bool Interleaver::is_possible(int index) const {
    const Task& one = task(index);
    if (one.ended) return false;
    if (!went_.stuck.empty()) return true;
    if (one.next.holders != nullptr && *one.next.holders != 0) return false;
    if (!one.waits) return true;
    return is_notified(index) || (one.until && *one.until <= now_);
}

TaskSet Interleaver::possible_tasks() const {
    TaskSet possible = 0;
    for (std::size_t index = 0; index < tasks_.size(); ++index)
        if (is_possible(static_cast<int>(index))) possible |= TaskSet{1} << index;
    return possible;
}

/// To the first moment that somebody waits for.
bool Interleaver::let_time_pass() {
    std::optional<Duration> first;
    for (const Task& one : tasks_)
        if (!one.ended && one.until && *one.until > now_)
            first = first ? std::min(*first, *one.until) : *one.until;
    if (first) now_ = *first;
    return first.has_value();
}

/// None if all have ended.
int Interleaver::next_task() {
    if (current_ != no_task && task(current_).point >= most_points && went_.stuck.empty()) {
        went_.stuck = fmt::format(
            "worker {} reached {} scheduling points in one call, the last before {}; it seems to "
            "loop "
            "forever",
            current_ + 1, most_points, operation_text(turn_before(task(current_).next)));
    }
    TaskSet possible = possible_tasks();
    while (possible == 0 && let_time_pass()) possible = possible_tasks();
    if (possible == 0) {
        if (std::all_of(tasks_.begin(), tasks_.end(), [](const Task& one) { return one.ended; }))
            return no_task;
        went_.stuck = deadlock_text();
        possible = possible_tasks();
    }
    return went_.stuck.empty() ? decide(possible) : first_of(possible);
}

int Interleaver::decide(TaskSet possible) {
    Decision decision{.number = went_.decisions, .possible = possible, .current = current_};
    const bool can = decision.current_can();
    decision.spins =
        can && (possible & ~self()) != 0 && (alone_ >= most_alone || yields_ >= most_yields);
    if (decision.spins) decision.possible &= ~self();
    if (current_ != no_task) {
        decision.call = calls_[static_cast<std::size_t>(current_)];
        decision.point = task(current_).point;
    }
    decision.calls = &calls_;
    int chosen = decision.usual();
    if (decision.spins || std::popcount(decision.possible) > 1) {
        chosen = strategy_.choose(decision);
        ++went_.decisions;
    }
    if (chosen != decision.usual()) {
        went_.schedule.switches.push_back(
            {decision.call, decision.point, calls_[static_cast<std::size_t>(chosen)]});
    }
    ++alone_;
    if (chosen == current_) return chosen;
    alone_ = yields_ = 0;
    const Left unable = current_ == no_task    ? Left::at_the_start
                        : task(current_).ended ? Left::ended
                                               : Left::waiting;
    note_turn(chosen, !can ? unable : decision.spins ? Left::spinning : Left::preempted);
    return chosen;
}

void Interleaver::note_turn(int to, Left why) {
    if (tasks_.size() < 2) return;
    Turn turn;
    if (current_ != no_task) {
        turn = turn_before(task(current_).next);
        turn.call = calls_[static_cast<std::size_t>(current_)];
    }
    turn.why = why;
    turn.from = current_;
    turn.to = to;
    turn.to_call = calls_[static_cast<std::size_t>(to)];
    went_.turns.push_back(turn);
}

// -- texts

Turn Interleaver::turn_before(const Access& access) {
    Turn turn;
    if (access.name == nullptr) return turn;
    turn.before = access.name;
    turn.place = access.place;
    if (access.object == nullptr) return turn;
    turn.what = access.what;
    turn.object = numbers_.emplace(access.object, numbers_.size() + 1).first->second;
    return turn;
}

/// Places in the standard library tell nothing.
std::string operation_text(const Turn& turn) {
    std::string text(turn.before);
    if (turn.object != 0) text += fmt::format(" of {} {}", turn.what, turn.object);
    const std::string_view file = turn.place.file_name();
    if (file.empty() || file.starts_with("/usr/")) return text;
    const auto slash = file.rfind('/') + 1;  // 0 if there is none
    return text + fmt::format(" ({}:{})", file.substr(slash), turn.place.line());
}

std::string Interleaver::waiting_text(int index) {
    const Task& one = task(index);
    const std::string text =
        fmt::format("worker {} is blocked in {}", index + 1, operation_text(turn_before(one.next)));
    const bool is_due = is_notified(index) || (one.until && *one.until <= now_);
    if (one.waits && !is_due) return text + ", and no worker is left to notify it";
    std::string holders;
    for_each_task(*one.next.holders, [&](int holder) {
        holders += holders.empty() ? "" : " and ";
        holders += holder == index ? "itself" : fmt::format("worker {}", holder + 1);
    });
    return text + ", held by " + holders;
}

std::string Interleaver::deadlock_text() {
    std::string waiting;
    for (std::size_t index = 0; index < tasks_.size(); ++index) {
        if (tasks_[index].ended) continue;
        waiting += (waiting.empty() ? "" : "; ") + waiting_text(static_cast<int>(index));
    }
    return "deadlock: no worker can continue: " + waiting;
}

}  // namespace sm::detail::inline schedule

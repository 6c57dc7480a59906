#include "simulation/tasks.hpp"

#include <sm/base/misuse.hpp>

#include <exception>
#include <utility>

namespace sm::detail::inline simulation {

/// Tasks that run side by side; each begins by an event.
class Tasks::Batch final : public EventHandler {
 public:
    Batch(Loop& loop, std::vector<std::function<void()>> tasks)
        : loop_(loop), tasks_(std::move(tasks)), running_(tasks_.size()), left_(tasks_.size()) {}

    void run() {
        for (std::size_t index = 0; index < tasks_.size(); ++index)
            loop_.events().push(loop_.now(), *this, index);
        try {
            while (left_ > 0) loop_.park_until(never);
        } catch (...) {
            abandon();
            throw;
        }
        tasks_.clear();
        if (error_) std::rethrow_exception(error_);
    }

 private:
    void happen(std::uint64_t index) override {
        if (abandoned_) return;
        running_[index] = &loop_.current();
        try {
            tasks_[index]();
        } catch (const Cancelled&) {
            // It was abandoned.
        } catch (...) {
            if (!error_) error_ = std::current_exception();
        }
        running_[index] = nullptr;
        if (--left_ == 0 && !abandoned_) loop_.wake(*outer_);
    }

    void abandon() {
        abandoned_ = true;
        for (auto* task : running_)
            if (task != nullptr) loop_.cancel(*task);
        tasks_.clear();
    }

    Loop& loop_;
    std::vector<std::function<void()>> tasks_;
    std::vector<Task*> running_;
    std::size_t left_;
    Task* outer_ = &loop_.current();
    bool abandoned_ = false;
    std::exception_ptr error_;
};

Tasks::Tasks(Loop& loop) : loop_(loop), clock_(loop) {}

Tasks::~Tasks() = default;

void Tasks::run(std::vector<std::function<void()>> tasks) {
    if (!loop_.is_outside())
        throw Misuse("Scheduler::run: a task cannot run tasks; give all of them to the one call");
    batches_.push_back(std::make_unique<Batch>(loop_, std::move(tasks)));
    batches_.back()->run();
}

bool Tasks::within(Duration limit, const std::function<void()>& body) {
    return loop_.within(later(loop_.now(), limit.count()), body);
}

void Tasks::wait_on(const void* place, Duration limit) {
    struct Waiting {
        std::map<const void*, std::vector<Task*>>& all;
        const void* place;
        Task* task;
        ~Waiting() {
            const auto here = all.find(place);
            std::erase(here->second, task);
            if (here->second.empty()) all.erase(here);
        }
    };
    const auto due = later(loop_.now(), limit.count());
    {
        Task& task = loop_.current();
        waiting_[place].push_back(&task);
        const Waiting waiting{waiting_, place, &task};
        if (!loop_.park_until(due)) return;
    }
    loop_.park_to_end_of_instant();
}

void Tasks::wake(const void* place) {
    const auto here = waiting_.find(place);
    if (here == waiting_.end()) return;
    for (auto* const task : here->second) loop_.wake(*task);
}

}  // namespace sm::detail::inline simulation

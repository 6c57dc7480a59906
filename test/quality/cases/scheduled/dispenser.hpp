#pragma once
/// The machine of ticket_dispenser.hpp, with a variable that no atomic protects.
///
/// Bug::race takes under a lock that is shared. Minimum: reset; [take] || [take].

#include <sm/schedule/mutex.hpp>
#include <sm/schedule/yield.hpp>

#include <mutex>
#include <optional>
#include <shared_mutex>

#include "quality/cases/ticket_dispenser.hpp"

namespace cases::scheduled::dispenser {

using ticket_dispenser::Bug;
using ticket_dispenser::Cmd;

class Dispenser {
 public:
    explicit Dispenser(Bug bug = Bug::none) : bug_(bug) {}

    void reset() {
        const std::lock_guard lock(mutex_);
        last_ = 0;
    }
    std::optional<int> take() {
        if (bug_ == Bug::race) {
            const std::shared_lock lock(mutex_);
            return take_a_ticket();
        }
        const std::lock_guard lock(mutex_);
        return take_a_ticket();
    }

 private:
    std::optional<int> take_a_ticket() {
        if (!last_) return std::nullopt;
        const int next = *last_ + 1;
        sm::yield();
        return last_ = next;
    }

    Bug bug_;
    sm::shared_mutex mutex_;
    std::optional<int> last_;
};

}  // namespace cases::scheduled::dispenser

#pragma once
/// A machine that gives out numbers in turn, from one on after each reset.
///
/// Bug::logic gives the first number twice. Minimum: reset; take; take.
/// Bug::race takes under a lock that is shared. Minimum: reset; [take] || [take].

#include <atomic>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <variant>

#include "quality/cases/window.hpp"

namespace cases::ticket_dispenser {

enum class Bug { none, logic, race };

class Dispenser {
 public:
    explicit Dispenser(Bug bug = Bug::none) : bug_(bug) {}

    void reset() {
        const std::lock_guard lock(mutex_);
        last_ = 0;
        twice_ = bug_ == Bug::logic;
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
        const int last = last_;
        if (last == none) return std::nullopt;
        if (bug_ == Bug::race) window_.pass();
        const bool repeat = twice_ && last == 1;
        if (repeat) twice_ = false;
        const int next = repeat ? last : last + 1;
        last_ = next;
        if (bug_ == Bug::race) window_.leave();
        return next;
    }

    static constexpr int none = -1;
    Bug bug_;
    Window window_;
    std::shared_mutex mutex_;
    std::atomic<int> last_ = none;
    std::atomic<bool> twice_ = false;
};

struct Model {
    std::optional<int> last;  // none before the first reset
};

struct Reset {
    void apply(Model& m) const { m.last = 0; }
    void run(auto& dispenser) const { dispenser.reset(); }
};
struct Take {
    bool pre(const Model& m) const { return m.last.has_value(); }
    std::optional<int> apply(Model& m) const {
        if (m.last) ++*m.last;
        return m.last;
    }
    std::optional<int> run(auto& dispenser) const { return dispenser.take(); }
};

using Cmd = std::variant<Reset, Take>;

}  // namespace cases::ticket_dispenser

#pragma once
/// The moment between a read and the write that relies on it, held open so that a race is met
/// often.

#include <atomic>
#include <thread>

namespace cases {

/// Counts who is inside; whoever is alone looks out a while for another.
class Window {
 public:
    /// Returns at once when there are two inside, and else after a bounded wait.
    void pass() {
        constexpr int patience = 200;
        ++inside_;
        for (int look = 0; look < patience && inside_ < 2; ++look) std::this_thread::yield();
    }
    void leave() { --inside_; }

 private:
    std::atomic<int> inside_ = 0;
};

}  // namespace cases

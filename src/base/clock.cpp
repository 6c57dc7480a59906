#include <sm/base/clock.hpp>

#include <thread>

namespace sm {

namespace {

class SteadyClock final : public Clock {
 public:
    Duration now() const override { return std::chrono::steady_clock::now().time_since_epoch(); }
    void wait(Duration duration) override { std::this_thread::sleep_for(duration); }
};

}  // namespace

Clock& steady() {
    static SteadyClock clock;
    return clock;
}

}  // namespace sm

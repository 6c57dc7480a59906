#include <sm/base/misuse.hpp>
#include <sm/schedule/scheduler.hpp>

namespace sm {
namespace {

[[noreturn]] void cannot_wait() {
    throw Misuse(
        "Scheduler::wait_on, wake: with this scheduler no task can wait for another, which a "
        "workload needs: override both");
}

}  // namespace

void Scheduler::wait_on(const void*, Duration) { cannot_wait(); }
void Scheduler::wake(const void*) { cannot_wait(); }

}  // namespace sm

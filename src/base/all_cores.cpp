#include "base/all_cores.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <vector>

namespace sm::detail::inline base {

std::size_t cores_for(std::size_t jobs) {
    return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1,
                                   std::max<std::size_t>(jobs, 1));
}

void on_cores(std::size_t cores, std::size_t jobs, const std::function<void(std::size_t)>& job) {
    std::atomic<std::size_t> next = 0;
    std::vector<std::exception_ptr> thrown(jobs);
    const auto work = [&] {
        for (auto i = next++; i < jobs; i = next++) {
            try {
                job(i);
            } catch (...) {
                thrown[i] = std::current_exception();
            }
        }
    };
    {
        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < std::min(cores, jobs); ++i) others.emplace_back(work);
        work();
    }
    for (const auto& each : thrown) {
        if (each) std::rethrow_exception(each);
    }
}

}  // namespace sm::detail::inline base

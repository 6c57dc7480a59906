#pragma once
/// One line that says how far a check is, on a terminal and nowhere else.

#include <chrono>
#include <cstdint>
#include <string>

#include "check/experiment.hpp"

namespace sm::detail::inline check {

class Progress {
 public:
    explicit Progress(std::string test);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void searching(const Tally& tally, std::uint64_t programs);
    void shrinking(std::size_t size, std::uint64_t executions);

 private:
    bool due();
    void print(const std::string& line);

    using Clock = std::chrono::steady_clock;
    std::string test_;
    bool terminal_;
    bool shown_ = false;
    Clock::time_point began_ = Clock::now();
    Clock::time_point last_ = began_;
};

}  // namespace sm::detail::inline check

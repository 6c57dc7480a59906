#pragma once
/// Copies what one start of a node writes into a file, up to a limit.

#include <sm/cluster/docker/docker.hpp>

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <string>
#include <thread>

#include "cluster/log_file.hpp"
#include "os/child.hpp"

namespace sm::detail::inline cluster {

class LogFollower {
 public:
    /// Follows the log of `container` from `since` on, a time as the engine tells it; empty: all.
    LogFollower(const Docker& docker, const std::string& container, const std::string& since,
                std::filesystem::path path, std::size_t limit);
    ~LogFollower();  // ends it

    /// Whether the node has ended, and all that it wrote is in the file.
    bool ended() const { return ended_; }
    /// Whether the limit was reached, and the rest dropped.
    bool cut() const { return file_.cut(); }
    /// Waits for the end; false if it did not come in time.
    bool wait_ended(Duration limit) const;
    const std::filesystem::path& path() const { return file_.path(); }

 private:
    void copy();

    LogFile file_;
    Pipe pipe_;
    Pipe stop_ = make_pipe();  // its closing tells the thread to end
    Child child_;
    std::atomic<bool> ended_ = false;
    std::jthread thread_;
};

}  // namespace sm::detail::inline cluster

#pragma once
/// Copies what one start of a node writes into a file, up to a limit.

#include <sm/base/clock.hpp>

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <thread>

#include "cluster/log_file.hpp"
#include "os/child.hpp"

namespace sm::detail::inline cluster {

class LogCopy {
 public:
    LogCopy(std::filesystem::path path, std::size_t limit);
    LogCopy(const LogCopy&) = delete;
    LogCopy& operator=(const LogCopy&) = delete;
    ~LogCopy();  // takes what is there, and ends

    /// The end of the pipe that is written to; it must be closed here once the writer has it.
    Descriptor& entrance() { return pipe_.write; }

    /// Whether nobody can write any more, and all that was written is in the file.
    bool ended() const { return ended_; }
    /// Waits for that; false if it did not come in time.
    bool wait_ended(Duration limit) const;
    /// Whether the limit was reached, and the rest dropped.
    bool cut() const { return file_.cut(); }
    const std::filesystem::path& path() const { return file_.path(); }

 private:
    void copy();

    LogFile file_;
    Pipe pipe_ = make_pipe();
    Pipe stop_ = make_pipe();  // its closing tells the thread to end
    std::atomic<bool> ended_ = false;
    std::jthread thread_{[this] { copy(); }};
};

}  // namespace sm::detail::inline cluster

#pragma once
/// Copies what one start of a local process writes into a file, up to a limit.

#include <sm/base/clock.hpp>

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <thread>

#include "cluster/log_file.hpp"
#include "os/child.hpp"

namespace sm::detail::inline cluster {

class ProcessLog {
 public:
    ProcessLog(std::filesystem::path path, std::size_t limit);
    ~ProcessLog();  // takes what is there, and ends

    /// The end of the pipe that the process writes to; it must be closed here once it has it.
    Descriptor& entrance() { return pipe_.write; }

    /// Waits until nobody can write any more, and all is in the file; false if that did not come in
    /// time.
    bool wait_ended(Duration limit) const;
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

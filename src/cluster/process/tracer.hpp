#pragma once
/// The injection of disk faults into a running program, by strace(1).

#include <sm/cluster/disk_fault.hpp>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "os/child.hpp"

namespace sm::detail::inline cluster {

/// A process's system calls are looked at, and hit where the fault says so, while this lives.
class Tracer {
 public:
    /// `fault` comes from `traceable`, and its files are absolute. Throws ProcessError, Misuse
    /// for calls that there are not, and Unsupported.
    Tracer(pid_t traced, const DiskFault& fault);
    /// The process goes on unharmed, if it lives.
    ~Tracer();

    std::uint64_t hits() const { return hits_; }

 private:
    void read_all();
    void read_line(std::string_view line);

    Pipe pipe_ = make_pipe();
    Child child_;
    std::atomic<std::uint64_t> hits_ = 0;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool attached_ = false;  // of these the mutex is kept
    bool ended_ = false;
    std::string said_;
    std::jthread thread_;
};

/// The fault with the system calls that it hits, where it names none. Throws Misuse for one without
/// sense, and Unsupported for damage.
DiskFault traceable(const std::string& node, const DiskFault& fault);

/// Why no program can be traced here; nothing if one can.
const std::optional<std::string>& why_not_trace();

}  // namespace sm::detail::inline cluster

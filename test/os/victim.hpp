#pragma once
/// A process that a test may kill.

#include <functional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace sm_test {

/// Another test process, in which `body` runs; it ends with what `body` returns.
class Victim {
 public:
    explicit Victim(const std::function<int(Victim& self)>& body);
    ~Victim();

    /// In the child: tells the parent something, and waits to be killed.
    int tell_and_wait(const std::string& word);
    /// In the parent: what the child told; "" when it ended first.
    std::string said();
    void kill() const;
    /// The child's exit code, or minus the signal that ended it.
    int wait_ended();
    pid_t pid() const { return pid_; }
    /// The process ids of the child's reaper and its shell.
    std::vector<pid_t> reapers() const;

 private:
    pid_t pid_ = -1;
    int socket_ = -1;
    bool collected_ = false;
};

}  // namespace sm_test
